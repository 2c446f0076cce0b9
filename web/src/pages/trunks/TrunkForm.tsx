/** All settings of a trunk, of one that there is or of one to be added. */

import { Button, Fieldset, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { fieldErrors } from "../../api/problem";
import { useTrunkPresets } from "../../api/queries";
import type { Trunk } from "../../api/types";
import { SoundFields } from "../phones/SoundFields";
import { Presets } from "../presets/Presets";
import { CallFields } from "./CallFields";
import { ConnectionFields, RegistrationFields } from "./ConnectionFields";
import { FormatFields } from "./FormatFields";
import { GatewayFields } from "./GatewayFields";
import { LimitFields } from "./LimitFields";
import { FRESH, presetSettings, settingsOf, type FieldProps, type Settings } from "./settings";

interface Props {
  /** The one that is changed; none for a new one. */
  trunk?: Trunk;
  others: Trunk[];
  /** Saves what was changed, or everything that was set of a new one. */
  save: (changed: Partial<Settings>) => void;
  saving: boolean;
  error: unknown;
}

const EXPLAINED = [
  "name",
  "host",
  "match",
  "username",
  "secret",
  "domain",
  "authority",
  "caller_id",
  "gateways",
  "formats",
] as const;

export function TrunkForm({ trunk, others, save, saving, error }: Props) {
  const { t } = useTranslation();
  const presets = useTrunkPresets();
  const [wanted, setWanted] = useState<Partial<Settings>>({});
  const now: Settings = { ...(trunk ? settingsOf(trunk) : FRESH), ...wanted };
  const errors = fieldErrors(error);
  const set: FieldProps["set"] = (more) => {
    setWanted({ ...wanted, ...more });
  };
  const wrong: FieldProps["wrong"] = (name) => {
    if (!errors.has(name)) return undefined;
    const explained = EXPLAINED.find((known) => known === name);
    return explained ? t(`trunks.wrong.${explained}`) : errors.get(name);
  };
  const parts = { now, set, wrong };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save(wanted);
      }}
    >
      <Stack gap="md">
        <Presets
          presets={presets.data?.items ?? []}
          choose={(preset) => {
            set(presetSettings(preset));
          }}
        />
        <Fieldset legend={t("trunks.part.connection")}>
          <Stack gap="sm">
            <ConnectionFields {...parts} />
          </Stack>
        </Fieldset>
        <Fieldset legend={t("trunks.part.registration")}>
          <Stack gap="sm">
            <RegistrationFields {...parts} kept={trunk?.has_credentials ?? false} />
          </Stack>
        </Fieldset>
        <Fieldset legend={t("trunks.gateways")}>
          <Stack gap="sm">
            <GatewayFields
              gateways={now.gateways}
              change={(gateways) => {
                set({ gateways });
              }}
              error={wrong("gateways")}
            />
            <NumberInput
              label={t("trunks.probe_s")}
              description={t("trunks.probe_sHint")}
              min={0}
              max={3600}
              allowDecimal={false}
              value={now.probe_s}
              error={wrong("probe_s")}
              onChange={(seconds) => {
                if (typeof seconds === "number") set({ probe_s: seconds });
              }}
            />
          </Stack>
        </Fieldset>
        <Fieldset legend={t("trunks.part.calls")}>
          <Stack gap="sm">
            <CallFields {...parts} />
          </Stack>
        </Fieldset>
        <Fieldset legend={t("trunks.formats")}>
          <Stack gap="sm">
            <FormatFields
              formats={now.formats}
              change={(formats) => {
                set({ formats });
              }}
              error={wrong("formats")}
            />
          </Stack>
        </Fieldset>
        <Fieldset legend={t("trunks.part.sound")}>
          <Stack gap="sm">
            <SoundFields now={now} onChange={(more) => {
              set(more as Partial<Settings>);
            }} />
          </Stack>
        </Fieldset>
        <Fieldset legend={t("trunks.part.limits")}>
          <Stack gap="sm">
            <LimitFields {...parts} others={others} />
          </Stack>
        </Fieldset>
        {error != null && (
          <Text role="alert" c="var(--bad)">
            {errors.size > 0 ? t("trunks.notSavedFields") : t("trunks.notSaved")}
          </Text>
        )}
        <Group justify="flex-end">
          <Button component={Link} to="/trunks" variant="default">
            {t("trunks.cancel")}
          </Button>
          <Button type="submit" loading={saving} disabled={Object.keys(wanted).length === 0}>
            {trunk ? t("trunks.save") : t("trunks.add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
