/** How many calls go at once, who stands in, and how often the gateways are asked. */

import { NumberInput, Select, SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Trunk } from "../../api/types";
import type { FieldProps } from "./settings";

const CHANNELS = ["channels_in", "channels_out", "channels", "alarm_percent"] as const;

export function LimitFields({ now, set, wrong, others }: FieldProps & { others: Trunk[] }) {
  const { t } = useTranslation();
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {CHANNELS.map((name) => (
          <NumberInput
            key={name}
            label={t(`trunks.${name}`)}
            description={name === "alarm_percent" ? t("trunks.alarm_percentHint") : t("trunks.channelsHint")}
            min={name === "alarm_percent" ? 1 : 0}
            max={name === "alarm_percent" ? 100 : 100_000}
            allowDecimal={false}
            value={now[name]}
            error={wrong(name)}
            onChange={(count) => {
              if (typeof count === "number") set({ [name]: count });
            }}
          />
        ))}
      </SimpleGrid>
      <Select
        label={t("trunks.backup_id")}
        description={t("trunks.backup_idHint")}
        allowDeselect={false}
        data={[{ value: "", label: t("trunks.noBackup") }, ...others.map(({ id, name }) => ({ value: id, label: name }))]}
        value={now.backup_id}
        error={wrong("backup_id")}
        onChange={(backup) => {
          set({ backup_id: backup ?? "" });
        }}
      />
    </>
  );
}
