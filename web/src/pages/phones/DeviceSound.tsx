/** The settings of a telephone's sound and video, for administrators. */

import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useChangeDevice, useSites } from "../../api/queries";
import type { Device, DeviceChange } from "../../api/types";
import { SoundFields } from "./SoundFields";
import { VoiceFields } from "./VoiceFields";

export function DeviceSound({ device }: { device: Device }) {
  const { t } = useTranslation();
  const change = useChangeDevice();
  const sites = useSites();
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
