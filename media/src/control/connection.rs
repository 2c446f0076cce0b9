//! One controller's stream: frames in, frames out, never waiting. What is to be sent is gathered and leaves as one frame per turn.

use super::frame;
use crate::report::{Answer, Event, Refusal};
use rmp_serde::encode::write_named;
use serde::Serialize;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;

/// A controller that reads slower than this much is cut off.
const BACKLOG: usize = 64 << 20;
const CHUNK: usize = 8 << 10;

#[derive(Serialize)]
struct Success<'a, T> {
    id: u64,
    ok: &'a T,
}

#[derive(Serialize)]
struct Failure<'a> {
    id: u64,
    error: &'a Refusal,
}

/// A connected controller, by number once it has said hello.
pub struct Connection {
    pub stream: UnixStream,
    pub controller: Option<u32>,
    /// Read but not yet understood.
    input: Vec<u8>,
    items: Vec<u8>,
    count: u32,
    output: Vec<u8>,
    /// Closes once the output is written.
    pub closing: bool,
    /// epoll waits for room to write.
    pub blocked: bool,
}

impl Connection {
    #[must_use]
    pub fn new(stream: UnixStream) -> Self {
        Self {
            stream,
            controller: None,
            input: Vec::new(),
            items: Vec::new(),
            count: 0,
            output: Vec::new(),
            closing: false,
            blocked: false,
        }
    }

    /// Reads what is there; false when the controller has gone.
    pub fn fill(&mut self) -> bool {
        let mut chunk = [0; CHUNK];
        loop {
            match self.stream.read(&mut chunk) {
                Ok(0) => return false,
                Ok(length) => self.input.extend_from_slice(chunk.get(..length).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return error.kind() == ErrorKind::WouldBlock,
            }
            if self.input.len() > frame::LARGEST {
                return true; // more is read on the next turn
            }
        }
    }

    /// The commands of the next whole frame, each still encoded.
    pub fn commands(&mut self) -> Result<Option<Vec<Vec<u8>>>, frame::BadFrame> {
        let Some((body, taken)) = frame::next(&self.input)? else { return Ok(None) };
        let commands = frame::elements(body)?.into_iter().map(<[u8]>::to_vec).collect();
        self.input.drain(..taken);
        Ok(Some(commands))
    }

    fn item(&mut self, value: &impl Serialize) {
        let before = self.items.len();
        // Writing to memory fails only for values that msgpack cannot hold, which are not among ours.
        if write_named(&mut self.items, value).is_ok() {
            self.count += 1;
        } else {
            self.items.truncate(before);
        }
        if self.items.len() > frame::LARGEST / 2 {
            self.pack();
        }
    }

    /// Tells a success, unless nobody waits for it (id 0).
    pub fn ok(&mut self, id: u64, value: &impl Serialize) {
        if id != 0 {
            self.item(&Success { id, ok: value });
        }
    }

    pub fn refuse(&mut self, id: u64, error: &Refusal) {
        self.item(&Failure { id, error });
    }

    pub fn answer(&mut self, id: u64, result: &Result<Answer, Refusal>) {
        match result {
            Ok(Answer::Done) => self.ok(id, &super::command::Done {}),
            Ok(Answer::Statistics(figures)) => self.ok(id, figures),
            Err(refusal) => self.refuse(id, refusal),
        }
    }

    pub fn event(&mut self, event: &Event) {
        self.item(event);
    }

    fn pack(&mut self) {
        if self.count > 0 {
            self.output.extend(frame::array(self.count, &self.items));
            self.items.clear();
            self.count = 0;
        }
    }

    /// Writes what is gathered; false when the controller has gone or reads too slowly.
    pub fn flush(&mut self) -> bool {
        self.pack();
        let mut written = 0;
        let alive = loop {
            let rest = self.output.get(written..).unwrap_or_default();
            if rest.is_empty() {
                break true;
            }
            match self.stream.write(rest) {
                Ok(0) => break false,
                Ok(length) => written += length,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => break error.kind() == ErrorKind::WouldBlock,
            }
        };
        self.output.drain(..written);
        alive && self.output.len() <= BACKLOG && !(self.closing && self.output.is_empty())
    }

    /// True when not everything could be written.
    #[must_use]
    pub fn waits_to_write(&self) -> bool {
        !self.output.is_empty()
    }
}
