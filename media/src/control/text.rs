//! Addresses as text in msgpack, where serde would choose a binary form.

use serde::{Deserialize, Deserializer, Serializer, de::Error};
use std::net::IpAddr;

pub fn serialize<S: Serializer>(address: &IpAddr, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(address)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IpAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| D::Error::custom(format_args!("{text:?} is no IP address")))
}
