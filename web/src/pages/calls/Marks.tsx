/** Small marks of a call: its direction, how it ended, that somebody is owed a call. */

import {
  ArrowDownLeft,
  ArrowLeftRight,
  ArrowUpRight,
  Ban,
  Check,
  CircleHelp,
  Disc,
  Lock,
  LockOpen,
  PhoneMissed,
  PhoneOutgoing,
  Timer,
  TriangleAlert,
  Voicemail,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Call } from "../../api/types";
import { outcomeOf, toneOf, type Outcome } from "./outcome";
import type { Secrecy } from "./secrecy";

const DIRECTIONS: Record<Call["direction"], LucideIcon> = {
  inbound: ArrowDownLeft,
  outbound: ArrowUpRight,
  internal: ArrowLeftRight,
};

const ICONS: Record<Exclude<Outcome, "ringing" | "talking">, LucideIcon> = {
  answered: Check,
  missed: PhoneMissed,
  voicemail: Voicemail,
  abandoned: Timer,
  busy: Ban,
  rejected: Ban,
  failed: TriangleAlert,
  service: Wrench,
  unknown: CircleHelp,
};

export function DirectionMark({ direction }: { direction: Call["direction"] }) {
  const { t } = useTranslation();
  const Icon = DIRECTIONS[direction];
  return (
    <span className="tone-quiet mark" title={t(`direction.${direction}`)}>
      <Icon size={18} role="img" aria-label={t(`direction.${direction}`)} />
    </span>
  );
}

export function OutcomeMark({ call }: { call: Call }) {
  const { t } = useTranslation();
  const outcome = outcomeOf(call);
  const live = outcome === "ringing" || outcome === "talking";
  const Icon = live ? null : ICONS[outcome];
  return (
    <span className="mark">
      <span className={`mark tone-${toneOf(outcome)}`} aria-hidden="true">
        {Icon ? <Icon size={16} /> : <span className="pulse" />}
      </span>
      {t(`result.${outcome}`)}
    </span>
  );
}

/** What there is to hear of a call. */
export function SoundMarks({ call }: { call: Call }) {
  const { t } = useTranslation();
  const message = call.voicemail !== null && outcomeOf(call) !== "voicemail";
  return (
    <>
      {message && <Voicemail size={15} className="tone-info" role="img" aria-label={t("result.voicemail")} />}
      {call.recording_url !== null && <Disc size={14} className="quiet" role="img" aria-label={t("calls.recorded")} />}
    </>
  );
}

/** A closed lock when the sound of all parties was encrypted, an open one when that of some was. */
export function LockMark({ secrecy }: { secrecy: Secrecy | null }) {
  const { t } = useTranslation();
  if (secrecy !== "all" && secrecy !== "some") return null;
  const Icon = secrecy === "all" ? Lock : LockOpen;
  return (
    <span className={`mark small ${secrecy === "all" ? "tone-good" : "tone-quiet"}`}>
      <Icon size={15} aria-hidden="true" />
      {t(`call.secrecy.${secrecy}`)}
    </span>
  );
}

export function OwedMark() {
  const { t } = useTranslation();
  return (
    <span className="owed">
      <PhoneOutgoing size={12} aria-hidden="true" />
      {t("calls.callBack")}
    </span>
  );
}
