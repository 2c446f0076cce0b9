//! Recordings from packets to files.
