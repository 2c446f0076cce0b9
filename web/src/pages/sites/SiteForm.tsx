/** A site to be added or changed. */

import { Button, Group, Modal, NumberInput, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useRemoveSite, useSaveSite } from "../../api/queries";
import { statusOf } from "../../api/problem";
import type { Site } from "../../api/types";
import { networksIn } from "./share";

export function SiteForm({ site, close }: { site: Site | null; close: () => void }) {
  const { t } = useTranslation();
  const save = useSaveSite();
  const remove = useRemoveSite();
  const [name, setName] = useState(site?.name ?? "");
  const [networks, setNetworks] = useState((site?.networks ?? []).join("\n"));
  const [rates, setRates] = useState({
    kbit_up: site?.kbit_up ?? 0,
    kbit_down: site?.kbit_down ?? 0,
    alarm_percent: site?.alarm_percent ?? 80,
  });
  const [sure, setSure] = useState(false);
  const failed = save.error ?? remove.error;
  return (
    <Modal
      opened
      onClose={close}
      title={site ? t("sites.editOf", { name: site.name }) : t("sites.add")}
      closeButtonProps={{ "aria-label": t("phones.close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ id: site?.id ?? null, site: { name, networks: networksIn(networks), ...rates } }, { onSuccess: close });
        }}
      >
        <Stack gap="md">
          <TextInput
            label={t("sites.name")}
            required
            maxLength={128}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <Textarea
            label={t("sites.networks")}
            description={t("sites.networksHint")}
            autosize
            minRows={2}
            value={networks}
            onChange={(event) => {
              setNetworks(event.currentTarget.value);
            }}
          />
          <SimpleGrid cols={2}>
            {(["kbit_up", "kbit_down"] as const).map((rate) => (
              <NumberInput
                key={rate}
                label={t(`sites.${rate}`)}
                description={t("sites.rateHint")}
                min={0}
                max={100_000_000}
                allowDecimal={false}
                value={rates[rate]}
                onChange={(value) => {
                  setRates({ ...rates, [rate]: Number(value) });
                }}
              />
            ))}
          </SimpleGrid>
          <NumberInput
            label={t("trunks.alarm_percent")}
            min={1}
            max={100}
            allowDecimal={false}
            value={rates.alarm_percent}
            onChange={(value) => {
              setRates({ ...rates, alarm_percent: Number(value) });
            }}
          />
          {failed && (
            <Text role="alert" c="red">
              {statusOf(failed) === 422 ? t("sites.wrong", { why: failed.message }) : t("trunks.notSaved")}
            </Text>
          )}
          <Group justify="space-between">
            {site ? (
              <Button
                variant={sure ? "filled" : "subtle"}
                color="red"
                loading={remove.isPending}
                onClick={() => {
                  if (sure) remove.mutate(site.id, { onSuccess: close });
                  else setSure(true);
                }}
              >
                {sure ? t("sites.removeSurely") : t("sites.remove")}
              </Button>
            ) : (
              <span />
            )}
            <Group>
              <Button variant="default" onClick={close}>
                {t("trunks.cancel")}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {t("trunks.save")}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
