/** Who is in a call now; in a conference each can be muted and removed. */

import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { useDeed } from "../../api/live";
import type { LiveCall, LiveLeg } from "../../api/types";
import { phone } from "../../format/phone";
import { StateMark } from "../../states/StateMark";

interface Props {
  call: LiveCall;
  deed: ReturnType<typeof useDeed>;
}

export function LiveParties({ call, deed }: Props) {
  const { t } = useTranslation();
  return (
    <ul className="plain-list parties" aria-label={t("live.parties")}>
      {call.legs.map((leg) => {
        const name = leg.name || phone(leg.number) || t("calls.hidden");
        const member = call.conference && leg.supervises === null && (leg.state === "answered" || leg.state === "held");
        return (
          <li key={leg.id}>
            <Group justify="space-between" gap="xs">
              <div>
                <Text component="span" fw={600}>
                  {name}
                </Text>{" "}
                {leg.name !== "" && <span className="quiet small nowrap">{phone(leg.number)}</span>}
                <State leg={leg} legs={call.legs} />
              </div>
              {member && (
                <Group gap="xs">
                  <Button
                    size="xs"
                    variant="default"
                    disabled={deed.isPending}
                    aria-label={leg.muted ? t("live.unmuteOf", { name }) : t("live.muteOf", { name })}
                    onClick={() => {
                      deed.mutate({ do: "mute", leg: leg.id, muted: !leg.muted });
                    }}
                  >
                    {leg.muted ? t("live.unmute") : t("live.mute")}
                  </Button>
                  <Button
                    size="xs"
                    variant="default"
                    disabled={deed.isPending}
                    aria-label={t("live.removeOf", { name })}
                    onClick={() => {
                      deed.mutate({ do: "remove", leg: leg.id });
                    }}
                  >
                    {t("live.remove")}
                  </Button>
                </Group>
              )}
            </Group>
          </li>
        );
      })}
    </ul>
  );
}

function State({ leg, legs }: { leg: LiveLeg; legs: readonly LiveLeg[] }) {
  const { t } = useTranslation();
  if (leg.supervises != null) {
    const agent = legs.find((one) => one.id === leg.agent);
    return <StateMark tone="warn" words={t(`live.doing.${leg.supervises}`, { name: agent?.name ?? t("live.colleague") })} />;
  }
  if (leg.muted) return <StateMark tone="warn" words={t("live.muted")} />;
  const tone = leg.state === "answered" ? "good" : "quiet";
  return <StateMark tone={tone} words={t(`live.state.${leg.state}`)} />;
}
