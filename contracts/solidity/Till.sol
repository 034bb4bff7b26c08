// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {IErc20Face, TokenFaces} from "./TokenFaces.sol";

/// Is paid and pays in a token of the chain, through its face.
contract Till {
    IErc20Face public immutable token;

    event Refused(bytes reason);

    constructor(string memory identifier) {
        token = TokenFaces.erc20(identifier);
    }

    /// The face of any token.
    function faceOf(string calldata identifier) external pure returns (address) {
        return TokenFaces.faceOf(identifier);
    }

    /// Takes a payment that the caller has approved.
    function take(uint256 amount) external {
        require(token.transferFrom(msg.sender, address(this), amount));
    }

    /// Takes a payment that the caller has signed.
    function takeWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        token.permit(msg.sender, address(this), amount, deadline, v, r, s);
        require(token.transferFrom(msg.sender, address(this), amount));
    }

    /// Pays.
    function pay(address to, uint256 amount) external {
        require(token.transfer(to, amount));
    }

    /// Pays, and goes on without where that is refused.
    function tryPay(address to, uint256 amount) external returns (bool isPaid) {
        try token.transfer(to, amount) returns (bool isMoved) {
            return isMoved;
        } catch (bytes memory reason) {
            emit Refused(reason);
        }
    }

    /// What is in it, and the code that the face shows.
    function content() external view returns (uint256 amount, uint256 codeSize, bytes32 codeHash, bytes memory code) {
        address face = address(token);
        return (token.balanceOf(address(this)), face.code.length, face.codehash, face.code);
    }
}
