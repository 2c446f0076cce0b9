/** The settings of a telephone, for administrators. */

import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useChangeDevice, useDevicePresets, useSites } from "../../api/queries";
import type { Device, DeviceChange } from "../../api/types";
import { fieldErrors } from "../../api/problem";
import { Presets } from "../presets/Presets";
import { AccountFields } from "./AccountFields";
import { SoundFields } from "./SoundFields";
import { VoiceFields } from "./VoiceFields";

const REDIRECTS = ["follow", "refuse"] as const;

export function DeviceSettings({ device }: { device: Device }) {
  const { t } = useTranslation();
  const change = useChangeDevice();
  const sites = useSites();
  const presets = useDevicePresets();
  const [wanted, setWanted] = useState<DeviceChange>({});
  const now = {
    codecs: wanted.codecs ?? device.codecs,
    encryption: wanted.encryption ?? device.encryption,
    dtmf: wanted.dtmf ?? device.dtmf,
    video: wanted.video ?? device.video,
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(
          { id: device.id, change: wanted },
          {
            onSuccess: () => {
              setWanted({});
            },
          },
        );
      }}
    >
      <Stack gap="sm">
        <Presets
          presets={presets.data?.items ?? []}
          choose={({ settings }) => {
            setWanted({ ...wanted, ...settings });
          }}
        />
        <AccountFields
          device={device}
          wanted={wanted}
          weak={fieldErrors(change.error).has("secret")}
          onChange={(more) => {
            setWanted({ ...wanted, ...more });
          }}
        />
        <SoundFields
          now={now}
          onChange={(more) => {
            setWanted({ ...wanted, ...more });
          }}
        />
        <VoiceFields
          now={{
            gain_db: wanted.gain_db ?? device.gain_db,
            agc: wanted.agc ?? device.agc,
            denoise: wanted.denoise ?? device.denoise,
          }}
          onChange={(more) => {
            setWanted({ ...wanted, ...more });
          }}
        />
        {sites.data && sites.data.items.length > 0 && (
          <Select
            label={t("sites.ofDevice")}
            description={t("sites.ofDeviceHint")}
            allowDeselect={false}
            data={[
              { value: "", label: t("sites.byAddress") },
              ...sites.data.items.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={wanted.site_id ?? device.site_id ?? ""}
            onChange={(site) => {
              setWanted({ ...wanted, site_id: site });
            }}
          />
        )}
        <Select
          label={t("phones.redirects")}
          description={t("phones.redirectsHint")}
          allowDeselect={false}
          data={REDIRECTS.map((value) => ({ value, label: t(`phones.redirectChoices.${value}`) }))}
          value={wanted.redirects ?? device.redirects}
          onChange={(chosen) => {
            setWanted({ ...wanted, redirects: REDIRECTS.find((known) => known === chosen) ?? "follow" });
          }}
        />
        {change.isError && (
          <Text role="alert" c="red">
            {t("trunks.notSaved")}
          </Text>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending} disabled={Object.keys(wanted).length === 0}>
            {t("trunks.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
