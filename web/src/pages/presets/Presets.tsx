/** A choice of known gateways that fills a form, and what to set in the box itself. */

import { Select, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Preset } from "../../api/types";
import { filled } from "./filled";

const KINDS = ["fxo", "fxs", "gsm"] as const;

interface Props<P extends Preset> {
  presets: readonly P[];
  choose: (preset: P) => void;
}

export function Presets<P extends Preset>({ presets, choose }: Props<P>) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<P | undefined>();
  const groups = KINDS.map((kind) => ({
    group: t(`presets.kinds.${kind}`),
    items: presets.filter((one) => one.kind === kind).map(({ key, name }) => ({ value: key, label: name })),
  }));
  return (
    <Stack gap="xs">
      <Select
        label={t("presets.label")}
        description={t("presets.hint")}
        placeholder={t("presets.none")}
        data={groups.filter((group) => group.items.length > 0)}
        allowDeselect={false}
        value={chosen?.key ?? null}
        onChange={(key) => {
          const preset = presets.find((one) => one.key === key);
          if (!preset) return;
          setChosen(preset);
          choose(preset);
        }}
      />
      {chosen && (
        <details className="technical" open>
          <summary>{t("presets.inTheBox", { name: chosen.name })}</summary>
          <div>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("presets.where")}</Table.Th>
                  <Table.Th>{t("presets.setting")}</Table.Th>
                  <Table.Th>{t("presets.value")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {chosen.box.map(({ where, name, value }) => (
                  <Table.Tr key={`${where} ${name}`}>
                    <Table.Td className="step">{where}</Table.Td>
                    <Table.Td className="step">{name}</Table.Td>
                    <Table.Td className="step">{filled(value, (gap) => t(`presets.gaps.${gap}`))}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
          <Text size="sm" className="quiet step" mt="xs">
            {t("presets.source", { source: chosen.sources.join("; ") })}
          </Text>
        </details>
      )}
    </Stack>
  );
}
