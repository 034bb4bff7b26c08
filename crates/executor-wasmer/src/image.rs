//! The memory of a module before its first run.

use wasmer_compiler::{Artifact, ArtifactCreate};
use wasmer_types::{DataInitializerLike, DataInitializerLocationLike, InitExprOp};

/// The data segments of a module; everything else in a new memory is zero.
#[derive(Debug)]
pub(crate) struct Image {
    segments: Vec<(usize, Box<[u8]>)>,
}

impl Image {
    /// Takes the segments in their order; nothing when the place of one is not a constant.
    pub(crate) fn of(artifact: &Artifact) -> Option<Self> {
        let place = |expression: &[InitExprOp]| match expression {
            [InitExprOp::I32Const(place)] => usize::try_from(place.cast_unsigned()).ok(),
            _ => None,
        };
        let segments = artifact.data_initializers().map(|segment| {
            let place = place(segment.location().offset_expr().ops())?;
            Some((place, Box::from(segment.data())))
        });
        Some(Self { segments: segments.collect::<Option<_>>()? })
    }

    /// Writes the image over a memory. Clearing 192 KiB costs about 2 microseconds.
    pub(crate) fn restore(&self, memory: &mut [u8]) -> bool {
        memory.fill(0);
        self.segments.iter().all(|(place, data)| {
            let end = place.saturating_add(data.len());
            let range = memory.get_mut(*place..end);
            range.map(|range| range.copy_from_slice(data)).is_some()
        })
    }
}
