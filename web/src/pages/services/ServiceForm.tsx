/** The form of a service: what answers under which number, and how a conference is set up. */

import { Button, Group, Modal, NumberInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { fieldsOf } from "../../api/problem";
import { useChangeService, useMakeService } from "../../api/services";
import type { Extension, NewService } from "../../api/types";
import { faultsOf, refused, type Faults } from "./form";

interface Props {
  /** The service to change; without one a new one is made. */
  service: Extension | null;
  opened: boolean;
  close: () => void;
}

const KINDS = ["conference", "box", "echo"] as const;
const SWITCHES = ["music", "announce", "record"] as const;
const FRESH: NewService = {
  number: "",
  name: "",
  kind: "conference",
  pin: "",
  music: true,
  announce: true,
  places: 100,
  record: true,
};

/** What is sent of what was entered: the settings of a conference only for one. */
function entered({ kind, number, name, ...settings }: NewService): NewService {
  return kind === "conference" ? { kind, number, name, ...settings } : { kind, number, name };
}

export function ServiceForm({ service, opened, close }: Props) {
  const { t } = useTranslation();
  const make = useMakeService();
  const change = useChangeService();
  const before: NewService = service === null ? FRESH : { ...service, kind: service.kind === "person" ? "conference" : service.kind, pin: service.pin ?? "" };
  const [wanted, setWanted] = useState<Partial<NewService>>({});
  const [faults, setFaults] = useState<Faults>({});
  const now: NewService = { ...before, ...wanted };
  const saving = make.isPending || change.isPending;
  const error = make.error ?? change.error;

  const leave = () => {
    setWanted({});
    setFaults({});
    make.reset();
    change.reset();
    close();
  };
  const set = (more: Partial<NewService>) => {
    setWanted({ ...wanted, ...more });
  };
  const save = () => {
    const found = faultsOf(now);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    const after = {
      onSuccess: leave,
      onError: (problem: Error) => {
        setFaults(refused(fieldsOf(problem)));
      },
    };
    if (service === null) make.mutate(entered(now), after);
    else change.mutate({ id: service.id, change: wanted }, after);
  };
  const fault = (field: string) => {
    const word = faults[field];
    return word && t(`services.${word}`);
  };

  return (
    <Modal
      opened={opened}
      onClose={leave}
      title={service === null ? t("services.add") : t("services.editOf", { name: service.name })}
      closeButtonProps={{ "aria-label": t("phones.close") }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="sm">
          {service === null && (
            <Select
              label={t("services.kind")}
              allowDeselect={false}
              data={KINDS.map((value) => ({ value, label: t(`services.kinds.${value}`) }))}
              value={now.kind}
              onChange={(kind) => {
                set({ kind: kind ?? "conference" });
              }}
            />
          )}
          <TextInput
            label={t("services.number")}
            description={t("services.numberHint")}
            inputMode="tel"
            maxLength={15}
            value={now.number}
            error={fault("number")}
            onChange={(event) => {
              set({ number: event.currentTarget.value });
            }}
          />
          <TextInput
            label={t("services.name")}
            maxLength={120}
            value={now.name}
            error={fault("name")}
            onChange={(event) => {
              set({ name: event.currentTarget.value });
            }}
          />
          {now.kind === "conference" && (
            <>
              <TextInput
                label={t("services.pin")}
                description={t("services.pinHint")}
                inputMode="numeric"
                autoComplete="off"
                maxLength={15}
                value={now.pin ?? ""}
                error={fault("pin")}
                onChange={(event) => {
                  set({ pin: event.currentTarget.value });
                }}
              />
              <NumberInput
                label={t("services.places")}
                description={t("services.placesHint")}
                allowDecimal={false}
                value={now.places ?? ""}
                error={fault("places")}
                onChange={(places) => {
                  set({ places: Number(places) });
                }}
              />
              {SWITCHES.map((name) => (
                <Switch
                  key={name}
                  label={t(`services.${name}`)}
                  checked={now[name] ?? true}
                  onChange={(event) => {
                    set({ [name]: event.currentTarget.checked });
                  }}
                />
              ))}
            </>
          )}
          {error !== null && Object.keys(faults).length === 0 && (
            <Text role="alert" c="red">
              {t("services.notSaved")}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={leave}>
              {t("trunks.cancel")}
            </Button>
            <Button type="submit" loading={saving} disabled={Object.keys(wanted).length === 0}>
              {t("trunks.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
