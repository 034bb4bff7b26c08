// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// A ray tracer in fixed point, for measuring: signed arithmetic, divisions and roots, structures in memory, internal
/// and recursive calls.
contract RayTracer {
    struct Vector {
        int256 x;
        int256 y;
        int256 z;
    }

    struct Sphere {
        Vector centre;
        int256 radius;
        /// How much of the light is a mirror's, of `ONE`.
        int256 mirror;
        int256 colour;
    }

    int256 private constant ONE = 1e9;
    /// Nearer hits are the surface itself.
    int256 private constant NEAR = 1e5;
    int256 private constant FAR = 1e12;
    uint256 private constant BOUNCES = 3;

    /// The sum of the brightness of all pixels of a picture.
    function render(int256 width, int256 height) external pure returns (int256 sum) {
        Sphere[] memory scene = spheres();
        Vector memory eye = Vector(0, ONE, -4 * ONE);
        for (int256 row = 0; row < height; row++) {
            for (int256 column = 0; column < width; column++) {
                int256 x = (2 * column - width) * ONE / width;
                int256 y = (height - 2 * row) * ONE / height;
                sum += trace(scene, eye, unit(Vector(x, y, 2 * ONE)), BOUNCES);
            }
        }
    }

    function spheres() private pure returns (Sphere[] memory scene) {
        scene = new Sphere[](4);
        scene[0] = Sphere(Vector(0, -1000 * ONE, 0), 1000 * ONE, ONE / 10, ONE / 2);
        scene[1] = Sphere(Vector(-ONE, ONE, ONE), ONE, ONE / 2, ONE);
        scene[2] = Sphere(Vector(ONE, ONE, 2 * ONE), ONE, ONE / 4, ONE * 3 / 4);
        scene[3] = Sphere(Vector(0, ONE / 2, -ONE), ONE / 2, 0, ONE);
    }

    /// The light that comes along a ray of unit length.
    function trace(Sphere[] memory scene, Vector memory from, Vector memory along, uint256 bounces)
        private
        pure
        returns (int256)
    {
        (uint256 index, int256 distance) = nearest(scene, from, along);
        if (distance == FAR) return (along.y + ONE) / 4;
        Sphere memory sphere = scene[index];
        Vector memory place = plus(from, times(along, distance));
        Vector memory normal = unit(minus(place, sphere.centre));
        int256 own = sphere.colour * lit(scene, place, normal) / ONE;
        if (sphere.mirror == 0 || bounces == 0) return own;
        Vector memory back = minus(along, times(normal, 2 * dot(along, normal)));
        int256 mirrored = trace(scene, place, unit(back), bounces - 1);
        return (own * (ONE - sphere.mirror) + mirrored * sphere.mirror) / ONE;
    }

    /// How much light of the sun falls on a place.
    function lit(Sphere[] memory scene, Vector memory place, Vector memory normal) private pure returns (int256) {
        Vector memory sun = unit(Vector(2 * ONE, 3 * ONE, -ONE));
        int256 angle = dot(normal, sun);
        if (angle <= 0) return ONE / 10;
        (, int256 distance) = nearest(scene, place, sun);
        return distance == FAR ? ONE / 10 + angle * 9 / 10 : ONE / 10;
    }

    /// The first sphere that a ray meets, and how far it is; `FAR` where it meets none.
    function nearest(Sphere[] memory scene, Vector memory from, Vector memory along)
        private
        pure
        returns (uint256 index, int256 distance)
    {
        distance = FAR;
        for (uint256 i = 0; i < scene.length; i++) {
            int256 met = meet(scene[i], from, along);
            if (met > NEAR && met < distance) (index, distance) = (i, met);
        }
    }

    /// How far it is to a sphere along a ray; zero where the ray does not meet it.
    function meet(Sphere memory sphere, Vector memory from, Vector memory along) private pure returns (int256) {
        Vector memory apart = minus(sphere.centre, from);
        int256 middle = dot(apart, along);
        int256 inside = middle * middle - dot(apart, apart) * ONE + sphere.radius * sphere.radius;
        if (inside < 0) return 0;
        int256 half = root(inside);
        return middle - half > NEAR ? middle - half : middle + half;
    }

    function plus(Vector memory one, Vector memory other) private pure returns (Vector memory) {
        return Vector(one.x + other.x, one.y + other.y, one.z + other.z);
    }

    function minus(Vector memory one, Vector memory other) private pure returns (Vector memory) {
        return Vector(one.x - other.x, one.y - other.y, one.z - other.z);
    }

    function times(Vector memory one, int256 factor) private pure returns (Vector memory) {
        return Vector(one.x * factor / ONE, one.y * factor / ONE, one.z * factor / ONE);
    }

    function dot(Vector memory one, Vector memory other) private pure returns (int256) {
        return (one.x * other.x + one.y * other.y + one.z * other.z) / ONE;
    }

    function unit(Vector memory one) private pure returns (Vector memory) {
        int256 length = root(dot(one, one) * ONE);
        return Vector(one.x * ONE / length, one.y * ONE / length, one.z * ONE / length);
    }

    /// The square root, rounded down (Newton).
    function root(int256 square) private pure returns (int256 result) {
        int256 next = square / 2 + 1;
        result = square;
        while (next < result) {
            result = next;
            next = (square / next + next) / 2;
        }
    }
}
