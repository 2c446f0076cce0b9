import { expect, test } from "vitest";

import type { Trunk } from "../../api/types";
import { configured, FRESH, linesOf, settingsOf } from "./settings";

const TRUNK: Trunk = {
  ...FRESH,
  id: "1",
  name: "North",
  host: "sip.example.net",
  username: null,
  domain: null,
  authority: null,
  caller_id: null,
  backup_id: null,
  has_credentials: true,
  codecs: ["PCMA"],
  gateways: [
    {
      host: "sip.example.net",
      port: 5060,
      transport: "udp",
      priority: 1,
      weight: 1,
      enabled: true,
      state: "up",
      reason: "",
      targets: [],
      name_trouble: "",
    },
  ],
  status: "registered",
  since: null,
  last_status: null,
  last_reason: null,
  next_attempt: null,
};

test("the form has every setting, empty where there is none", () => {
  expect(settingsOf(TRUNK)).toEqual({ ...FRESH, name: "North", host: "sip.example.net", codecs: ["PCMA"] });
});

test("gateways of its own are kept without their state", () => {
  const [first] = TRUNK.gateways;
  const second = { ...first, host: "b.example.net", priority: 2 } as const;
  const found = configured({ ...TRUNK, gateways: [second] as Trunk["gateways"] });
  expect(found).toEqual([
    { host: "b.example.net", port: 5060, transport: "udp", priority: 2, weight: 1, enabled: true },
  ]);
});

test("lines are read carelessly", () => {
  expect(linesOf(" 192.0.2.0/24 \n\n2001:db8::1\n")).toEqual(["192.0.2.0/24", "2001:db8::1"]);
});
