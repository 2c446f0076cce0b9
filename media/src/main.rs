//! `offhook-media`: reads the command line and runs the server.

fn main() {
    println!("offhook-media {}", env!("CARGO_PKG_VERSION"));
}
