/** A supervisor's buttons: listen, whisper, barge in, take over. Only for those who may. */

import { Button, Group, Select, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { useDeed } from "../../api/live";
import { useMe } from "../../api/queries";
import type { LiveCall, Supervisor } from "../../api/types";

interface Props {
  call: LiveCall;
  supervisors: readonly Supervisor[];
  deed: ReturnType<typeof useDeed>;
}

const MODES = ["listen", "whisper", "barge", "take_over"] as const;

export function Supervise({ call, supervisors, deed }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const [chosen, setChosen] = useState<string | null>(null);
  const [agent, setAgent] = useState<string | null>(null);
  const talkers = call.legs.filter((leg) => leg.supervises == null && (leg.state === "answered" || leg.state === "held"));
  const agents = talkers.filter((leg) => leg.inside);
  const present = call.legs.find((leg) => leg.supervises != null);
  const able = supervisors.filter((one) => !talkers.some((leg) => leg.inside && leg.number === one.number));
  const usual = able.find((one) => one.number === present?.number) ?? able.find((one) => one.person_id === me.data?.person_id);
  const who = able.find((one) => one.number === chosen) ?? usual ?? able[0];
  if (!who || agents.length === 0) return null;
  const meant = agents.find((leg) => leg.id === (agent ?? present?.agent)) ?? agents.at(-1);
  const inside = present?.number === who.number;
  return (
    <>
      <Group gap="sm" align="flex-end">
        {able.length > 1 && (
          <Select
            label={t("live.phoneOf")}
            allowDeselect={false}
            data={able.map((one) => ({ value: one.number, label: `${one.name} (${one.number})` }))}
            value={who.number}
            onChange={setChosen}
          />
        )}
        {agents.length > 1 && (
          <Select
            label={t("live.colleague")}
            allowDeselect={false}
            data={agents.map((leg) => ({ value: leg.id, label: `${leg.name} (${leg.number})` }))}
            value={meant?.id ?? null}
            onChange={setAgent}
          />
        )}
        <Group gap="xs" role="group" aria-label={t("live.supervise")}>
          {MODES.filter((mode) => mode !== "take_over" || !call.meeting).map((mode) => (
            <Button
              key={mode}
              size="sm"
              variant={inside && present.supervises === mode ? "filled" : "default"}
              aria-pressed={mode === "take_over" ? undefined : inside && present.supervises === mode}
              disabled={deed.isPending}
              onClick={() => {
                deed.mutate({ do: "supervise", mode, extension: who.number, agent: meant?.id ?? null });
              }}
            >
              {t(`live.modes.${mode}`)}
            </Button>
          ))}
        </Group>
      </Group>
      <Text size="sm" className="quiet">
        {inside ? t("live.insideHint") : t("live.superviseHint", { name: who.name })}
      </Text>
    </>
  );
}
