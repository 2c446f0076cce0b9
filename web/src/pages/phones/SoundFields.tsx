/** What may be agreed with a telephone or an operator: encryption, codecs in order of preference, keys, and video. */

import { MultiSelect, Select, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Device, DeviceChange } from "../../api/types";

interface Props {
  now: Pick<Device, "codecs" | "encryption" | "dtmf"> & { video: boolean };
  onChange: (change: Pick<DeviceChange, "codecs" | "encryption" | "dtmf" | "video">) => void;
}

const ENCRYPTION = ["off", "optional", "required"] as const;
const KEYS = ["auto", "rfc4733", "info", "inband"] as const;
const CODECS = { OPUS: "Opus", G722: "G.722 (HD)", PCMA: "G.711 A (PCMA)", PCMU: "G.711 µ (PCMU)", CN: "CN" };

export function SoundFields({ now, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        label={t("sound.encryption")}
        description={t("sound.encryptionHint")}
        allowDeselect={false}
        data={ENCRYPTION.map((value) => ({ value, label: t(`sound.choices.${value}`) }))}
        value={now.encryption}
        onChange={(value) => {
          onChange({ encryption: value });
        }}
      />
      <MultiSelect
        label={t("sound.codecs")}
        description={t("sound.codecsHint")}
        placeholder={now.codecs.length === 0 ? t("sound.usual") : undefined}
        data={Object.entries(CODECS).map(([value, label]) => ({ value, label }))}
        value={now.codecs}
        onChange={(codecs) => {
          onChange({ codecs });
        }}
      />
      <Select
        label={t("sound.dtmf")}
        description={t("sound.dtmfHint")}
        allowDeselect={false}
        data={KEYS.map((value) => ({ value, label: t(`sound.keys.${value}`) }))}
        value={now.dtmf}
        onChange={(value) => {
          onChange({ dtmf: value });
        }}
      />
      <Switch
        label={t("sound.video")}
        description={t("sound.videoHint")}
        checked={now.video}
        onChange={(event) => {
          onChange({ video: event.currentTarget.checked });
        }}
      />
    </>
  );
}
