/** What happened in a call, step by step; the sentences come from the server in the language in use. */

import { Text, ThemeIcon, Timeline } from "@mantine/core";
import {
  AudioLines,
  CircleDot,
  CirclePause,
  CirclePlay,
  CircleX,
  Grid3x3,
  MessageSquareText,
  Phone,
  PhoneCall,
  PhoneForwarded,
  PhoneIncoming,
  PhoneMissed,
  PhoneOff,
  PhoneOutgoing,
  Printer,
  RotateCw,
  TriangleAlert,
  Voicemail,
  Volume2,
  Workflow,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";

import type { CallWithLegs } from "../../api/types";
import { withPhones } from "../../format/phone";
import { clock, duration, secondsBetween } from "../../format/time";
import { usePlace } from "../../format/usePlace";
import type { Tone } from "./outcome";

const LOOKS: Record<string, [LucideIcon, Tone]> = {
  received: [PhoneIncoming, "info"],
  scenario: [Workflow, "quiet"],
  played: [Volume2, "quiet"],
  prompt_failed: [TriangleAlert, "warn"],
  menu: [Grid3x3, "quiet"],
  menu_invalid: [CircleX, "warn"],
  menu_silence: [CircleX, "warn"],
  extension_dialled: [Grid3x3, "quiet"],
  ringing: [PhoneCall, "info"],
  ring_failed: [TriangleAlert, "warn"],
  redirected: [PhoneForwarded, "info"],
  unanswered: [PhoneMissed, "warn"],
  answered: [Phone, "good"],
  cancelled: [PhoneOff, "quiet"],
  connected: [AudioLines, "good"],
  held: [CirclePause, "quiet"],
  resumed: [CirclePlay, "quiet"],
  voicemail: [Voicemail, "info"],
  voicemail_left: [Voicemail, "info"],
  voicemail_empty: [Voicemail, "quiet"],
  announced: [MessageSquareText, "quiet"],
  echo: [AudioLines, "quiet"],
  outbound: [PhoneOutgoing, "info"],
  refused: [TriangleAlert, "bad"],
  media_lost: [TriangleAlert, "bad"],
  one_way_audio: [TriangleAlert, "bad"],
  fax: [Printer, "info"],
  recovered: [RotateCw, "warn"],
  recording_failed: [TriangleAlert, "bad"],
  hangup: [PhoneOff, "quiet"],
};
const UNKNOWN: [LucideIcon, Tone] = [CircleDot, "quiet"];

export function Journey({ call }: { call: CallWithLegs }) {
  const { t } = useTranslation();
  const place = usePlace();
  if (call.steps.length === 0) return <Text className="quiet">{t("call.journeyEmpty")}</Text>;
  return (
    <Timeline component="ol" bulletSize={28} lineWidth={2} className="plain-timeline">
      {call.steps.map((step, position) => {
        const [Icon, tone] = LOOKS[step.kind] ?? UNKNOWN;
        return (
          <Timeline.Item
            component="li"
            key={position}
            bullet={
              <ThemeIcon size={28} radius="xl" variant="default" className={`tone-${tone}`} aria-hidden="true">
                <Icon size={15} />
              </ThemeIcon>
            }
          >
            <Text className="step">{withPhones(step.text)}</Text>
            <Text size="sm" className="quiet">
              <time dateTime={step.at}>{clock(step.at, place, true)}</time>
              {` · +${duration(secondsBetween(call.started_at, step.at))}`}
            </Text>
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}
