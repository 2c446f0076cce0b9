//! How a worker passes feedback about video between two linked sessions.

use super::Worker;

impl Worker {
    /// Passes the RTCP that lies in the buffer, and came from a session's far end, on to the far end that it is about.
    pub(super) fn feedback(&mut self, slot: usize, length: usize) {
        let Some(peer) = self.sessions.get_mut(slot).and_then(|session| session.peer) else { return };
        let Some(sources) = self.sessions.get_mut(peer).and_then(|source| source.sources()) else { return };
        let Some(lanes) = self.sessions.get_mut(slot).and_then(|session| session.lanes(&sources)) else { return };
        if let (Some(source), Some(data)) = (self.sessions.get_mut(peer), self.buffer.get(..length)) {
            source.pass_feedback(data, &lanes, &mut self.scratch);
        }
    }

    /// Asks both far ends of two newly linked sessions for a whole picture.
    pub(super) fn ask_for_pictures(&mut self, slots: [usize; 2]) {
        for slot in slots {
            if let Some(session) = self.sessions.get_mut(slot) {
                session.ask_for_picture(&mut self.scratch);
            }
        }
    }
}
