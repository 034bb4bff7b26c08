// SPDX-License-Identifier: GPL-3.0-only
//! Closures in the place of endpoints.

use crate::guest;
use std::any::Any;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::Result as Caught;

/// What runs in the place of an endpoint.
pub(crate) struct Body {
    /// Lives as long as somebody waits for the result.
    wanted: Weak<dyn Any + Send + Sync>,
    run: Box<dyn FnOnce() + Send>,
}

impl Body {
    /// Whether somebody waits for the result.
    pub(crate) fn is_wanted(&self) -> bool {
        self.wanted.strong_count() > 0
    }

    pub(crate) fn run(self) {
        (self.run)();
    }
}

/// What a closure in the place of an endpoint gave, or will give. To drop it takes the closure back.
#[derive(Debug)]
#[must_use = "a closure whose result nobody waits for does not run"]
pub struct Replaced<R>(Arc<Mutex<Option<Caught<R>>>>);

impl<R: Send + 'static> Replaced<R> {
    /// A closure as a body, and the place of its result. A panic of its own is kept, and fails the contract.
    pub(crate) fn new(closure: impl FnOnce() -> R + Send + 'static) -> (Self, Body) {
        let place = Arc::new(Mutex::new(None));
        let wanted: Weak<Mutex<Option<Caught<R>>>> = Arc::downgrade(&place);
        let result = Weak::clone(&wanted);
        let run = move || {
            let caught = guest::catch(closure);
            let panicked = caught.is_err();
            if let Some(place) = result.upgrade() {
                *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(caught);
            }
            if panicked {
                resume_unwind(Box::new("the closure panicked"));
            }
        };
        (Self(place), Body { wanted, run: Box::new(run) })
    }
}

impl<R> Replaced<R> {
    /// What the closure gave. `None` when it did not run, or did not return because a hook ended the execution.
    ///
    /// # Panics
    /// With the panic of the closure, so that an assertion in it fails the test.
    #[must_use]
    pub fn result(self) -> Option<R> {
        let caught = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        caught.map(|caught| caught.unwrap_or_else(|panic| resume_unwind(panic)))
    }
}
