//! Classifies a picture of digits by the C interface. Usage: classify MODEL PICTURE
//!
//!     rustc -O classify.rs -L .build/c-library/lib

use std::ffi::{c_char, CStr, CString};
use std::{env, fs, process, ptr};

/// What lies behind handles is the library's affair.
#[repr(C)]
pub struct Opaque {
    _private: [u8; 0],
}

/// Images in memory, as the header has them.
#[repr(C)]
pub struct Images {
    data: *const u8,
    size: usize,
    count: usize,
    strides: [usize; 4],
}

#[link(name = "mnist")]
extern "C" {
    fn mnist_error_message(error: *const Opaque) -> *const c_char;
    fn mnist_model_open(
        path: *const c_char, model: *mut *mut Opaque, error: *mut *mut Opaque,
    ) -> i32;
    fn mnist_model_class_name(model: *const Opaque, index: u32) -> *const c_char;
    fn mnist_session_create(
        model: *const Opaque, threads: u32, session: *mut *mut Opaque, error: *mut *mut Opaque,
    ) -> i32;
    fn mnist_session_classes(
        session: *mut Opaque, images: *const Images, classes: *mut i32, capacity: usize,
        stride: usize, error: *mut *mut Opaque,
    ) -> i32;
    fn mnist_digits_read(
        model: *const Opaque, bytes: *const u8, size: usize, name: *const c_char,
        digits: *mut *mut Opaque, error: *mut *mut Opaque,
    ) -> i32;
    fn mnist_digits_images(
        digits: *const Opaque, images: *mut Images, error: *mut *mut Opaque,
    ) -> i32;
    fn mnist_digits_free(digits: *mut *mut Opaque);
    fn mnist_session_free(session: *mut *mut Opaque);
    fn mnist_model_free(model: *mut *mut Opaque);
}

/// Ends the program with an error's sentence if a call failed.
fn check(status: i32, error: *const Opaque) {
    if status != 0 {
        let sentence = unsafe { CStr::from_ptr(mnist_error_message(error)) };
        eprintln!("{}", sentence.to_string_lossy());
        process::exit(status);
    }
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let [_, path, picture] = &arguments[..] else { process::exit(64) };
    let bytes = fs::read(picture).expect("the picture can be read");
    let (path, name) = (CString::new(path.as_str()), CString::new(picture.as_str()));
    let (path, name) = (path.expect("no zero byte"), name.expect("no zero byte"));
    let (mut model, mut session) = (ptr::null_mut(), ptr::null_mut());
    let (mut digits, mut error) = (ptr::null_mut(), ptr::null_mut());
    unsafe {
        check(mnist_model_open(path.as_ptr(), &mut model, &mut error), error);
        check(mnist_session_create(model, 1, &mut session, &mut error), error);
        let status = mnist_digits_read(
            model, bytes.as_ptr(), bytes.len(), name.as_ptr(), &mut digits, &mut error,
        );
        check(status, error);
        let mut images = Images { data: ptr::null(), size: 0, count: 0, strides: [0; 4] };
        check(mnist_digits_images(digits, &mut images, &mut error), error);
        let mut classes = vec![0; images.count];
        let status = mnist_session_classes(
            session, &images, classes.as_mut_ptr(), classes.len(), 0, &mut error,
        );
        check(status, error);
        for class in classes {
            let name = CStr::from_ptr(mnist_model_class_name(model, class as u32));
            println!("{}", name.to_string_lossy());
        }
        mnist_digits_free(&mut digits);
        mnist_session_free(&mut session);
        mnist_model_free(&mut model);
    }
}
