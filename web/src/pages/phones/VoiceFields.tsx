/** What is done to the voice of a telephone: gain, automatic gain, suppression of noise. */

import { NumberInput, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Device, DeviceChange } from "../../api/types";

type Voice = Pick<DeviceChange, "gain_db" | "agc" | "denoise">;

interface Props {
  now: Pick<Device, "gain_db" | "agc" | "denoise">;
  onChange: (change: Voice) => void;
}

const SWITCHES = ["agc", "denoise"] as const;
const MOST_DB = 30;

export function VoiceFields({ now, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <NumberInput
        label={t("sound.gain_db")}
        description={t("sound.gain_dbHint")}
        min={-MOST_DB}
        max={MOST_DB}
        clampBehavior="strict"
        allowDecimal={false}
        value={now.gain_db}
        onChange={(value) => {
          if (typeof value === "number") onChange({ gain_db: value });
        }}
      />
      {SWITCHES.map((name) => (
        <Switch
          key={name}
          label={t(`sound.${name}`)}
          description={t(`sound.${name}Hint`)}
          checked={now[name]}
          onChange={(event) => {
            onChange({ [name]: event.currentTarget.checked });
          }}
        />
      ))}
    </>
  );
}
