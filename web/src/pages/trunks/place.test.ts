import { expect, test } from "vitest";

import { placeText } from "./place";

test.each([
  [{ host: "192.0.2.1", port: 5060, transport: "udp" }, "192.0.2.1:5060 (UDP)"],
  [{ host: "2001:db8::1", port: 5061, transport: "tls" }, "[2001:db8::1]:5061 (TLS)"],
  [{ host: "operator.test", port: 0, transport: "auto" }, "operator.test (by DNS)"],
])("%o", (place, text) => {
  expect(placeText(place, "by DNS")).toBe(text);
});
