/** The settings of a trunk as the form holds them: all there, and texts empty where nothing is set. */

import type { NewGateway, Trunk, TrunkChange, TrunkPreset } from "../../api/types";

export type Settings = { [Name in keyof TrunkChange]-?: NonNullable<TrunkChange[Name]> };

/** What the parts of the form work on; `wrong` says what is wrong with a setting. */
export interface FieldProps {
  now: Settings;
  set: (more: Partial<Settings>) => void;
  wrong: (name: keyof Settings) => string | undefined;
}

const AS_E164 = { form: "e164", international: "00", rules: [] } as const;

/** What a trunk has that nobody has set anything of. */
export const FRESH: Settings = {
  name: "",
  host: "",
  port: 5060,
  transport: "udp",
  match: [],
  register: false,
  username: "",
  secret: "",
  domain: "",
  authority: "",
  caller_id: "",
  codecs: [],
  encryption: "optional",
  dtmf: "auto",
  video: false,
  identity: "pai",
  trusted: false,
  withhold: false,
  forwarded: "diversion",
  redirects: "same_host",
  large_by_tcp: true,
  gateways: [],
  probe_s: 0,
  backup_id: "",
  channels_in: 0,
  channels_out: 0,
  channels: 0,
  alarm_percent: 80,
  formats: { country: null, called: { ...AS_E164, rules: [] }, caller: { ...AS_E164, rules: [] }, called_in: [], caller_in: [] },
};

/** The settings of a trunk that there is; its password is never told. */
export function settingsOf(trunk: Trunk): Settings {
  const told = settingsIn(trunk);
  return { ...FRESH, ...told, secret: "", gateways: configured(trunk) };
}

/** The gateways that were set: a trunk without any shows its host as the only one. */
export function configured({ gateways, host, port, transport }: Trunk): NewGateway[] {
  const [first] = gateways;
  const own = first?.host === host && first.port === port && first.transport === transport;
  if (own && gateways.length === 1) return [];
  return gateways.map(({ host, port, transport, priority, weight, enabled }) => ({
    host,
    port,
    transport,
    priority,
    weight,
    enabled,
  }));
}

/** What a preset sets; what it leaves out stays. */
export function presetSettings({ settings }: TrunkPreset): Partial<Settings> {
  return settingsIn(settings);
}

function settingsIn(told: object): Partial<Settings> {
  return Object.fromEntries(Object.entries(told).filter(([name, value]) => name in FRESH && value !== null));
}

/** Lines of a text, without spaces around them and without empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
