/** How each party sounded, in words; the figures are there for technicians. */

import { Group, Paper, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { CallWithLegs, Leg } from "../../api/types";
import { clock } from "../../format/time";
import { usePlace } from "../../format/usePlace";
import { StateMark } from "../../states/StateMark";
import { Facts, type Fact } from "./Facts";
import { legParty, soundOf, type Sound } from "./legs";
import { LockMark } from "./Marks";
import type { Tone } from "./outcome";
import { secrecyOf } from "./secrecy";
import { useWhoName } from "./Who";

const TONES: Record<Sound, Tone> = {
  good: "good",
  fair: "good",
  poor: "warn",
  bad: "bad",
  unrated: "quiet",
  none: "warn",
  pending: "quiet",
  unanswered: "quiet",
};

export function Legs({ call }: { call: CallWithLegs }) {
  return (
    <Stack gap="sm">
      {call.legs.map((leg) => (
        <LegCard key={leg.id} leg={leg} />
      ))}
    </Stack>
  );
}

function LegCard({ leg }: { leg: Leg }) {
  const { t } = useTranslation();
  const name = useWhoName();
  const sound = soundOf(leg);
  return (
    <Paper withBorder p="md" component="article">
      <Group gap="xs" justify="space-between" mb={4}>
        <Text fw={600}>{name(legParty(leg))}</Text>
        <Text size="sm" className="quiet">
          {t(leg.direction === "inbound" ? "call.legIn" : "call.legOut")}
        </Text>
      </Group>
      <Group gap="sm">
        <StateMark tone={TONES[sound]} words={t(`call.quality.${sound}`)} />
        <LockMark secrecy={secrecyOf([leg])} />
      </Group>
      <details className="technical">
        <summary>{t("call.technical")}</summary>
        <Technical leg={leg} />
      </details>
    </Paper>
  );
}

function Technical({ leg }: { leg: Leg }) {
  const { t, i18n } = useTranslation();
  const place = usePlace();
  const number = (value: number) => value.toLocaleString(i18n.language, { maximumFractionDigits: 1 });
  const score = (value: number) =>
    value.toLocaleString(i18n.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const time = (at: string | null) => (at === null ? null : clock(at, place, true));
  const quality = leg.quality;
  const there = quality?.there;
  const facts: Fact[] = [
    [t("call.rang"), time(leg.rang_at)],
    [t("call.answered"), time(leg.answered_at)],
    [t("call.left"), time(leg.ended_at)],
    [t("call.status"), leg.status],
    [t("call.cause"), leg.cause],
    [t("call.by"), leg.by],
    [t("call.reason"), leg.reason],
    [t("call.codec"), quality?.codec],
    [t("call.encryption"), leg.encryption?.toUpperCase() ?? (leg.answered_at !== null && t("call.notEncrypted"))],
    [t("call.mos"), quality?.mos != null && score(quality.mos)],
    [t("call.jitter"), quality && t("call.ms", { value: number(quality.jitter_ms) })],
    [
      t("call.packets"),
      quality &&
        t("call.packetsOf", {
          received: number(quality.packets_received),
          lost: number(quality.packets_lost),
          percent: number(quality.loss_percent),
        }),
    ],
    [t("call.roundTrip"), quality?.round_trip_ms != null && t("call.ms", { value: number(quality.round_trip_ms) })],
    [
      t("call.there"),
      there &&
        t("call.thereOf", {
          percent: number(there.loss_percent),
          jitter: number(there.jitter_ms),
          mos: there.mos === null ? "—" : score(there.mos),
        }),
    ],
  ];
  return <Facts facts={facts} />;
}
