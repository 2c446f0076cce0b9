/** A number as the trunk would write and read it with the formats that stand in the form. */

import { Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormatPreview } from "../../api/queries";
import type { NumberFormats } from "../../api/types";
import { Facts } from "../calls/Facts";

const PAUSE_MS = 300;

export function FormatPreview({ formats }: { formats: NumberFormats }) {
  const { t } = useTranslation();
  const [number, setNumber] = useState("");
  const [wanted] = useDebouncedValue({ formats, number: number.trim() }, PAUSE_MS);
  const preview = useFormatPreview(wanted);
  const shown = preview.data;
  return (
    <>
      <TextInput
        label={t("trunks.preview.label")}
        description={t("trunks.preview.hint")}
        type="tel"
        maxLength={64}
        value={number}
        onChange={(event) => {
          setNumber(event.currentTarget.value);
        }}
      />
      <div role="status">
        {wanted.number !== "" && shown && (
          <Facts
            facts={[
              [t("trunks.preview.number"), shown.number ?? t("trunks.preview.none")],
              [t("trunks.preview.called"), shown.called],
              [t("trunks.preview.caller"), shown.caller],
              [t("trunks.preview.called_in"), shown.called_in],
              [t("trunks.preview.caller_in"), shown.caller_in],
            ]}
          />
        )}
        {wanted.number !== "" && preview.isError && (
          <Text size="sm" c="var(--bad)">
            {t("trunks.wrong.formats")}
          </Text>
        )}
      </div>
    </>
  );
}
