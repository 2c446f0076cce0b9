/** The company's services: conferences and echo tests, which have numbers as people have. */

import { Button, Group, Modal, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "../../api/queries";
import { useExtensions, useRemoveService } from "../../api/services";
import type { Extension } from "../../api/types";
import { PageTitle } from "../../states/PageTitle";
import { Empty, Failure, Loading, Stale } from "../../states/States";
import { Facts } from "../calls/Facts";
import { AllCalls } from "./AllCalls";
import { ServiceForm } from "./ServiceForm";

export function ServicesPage() {
  const { t } = useTranslation();
  const extensions = useExtensions();
  const me = useMe();
  const [adding, { open, close }] = useDisclosure(false);
  const services = extensions.data?.items.filter((one) => one.kind !== "person") ?? [];
  const add = me.data?.role === "admin" && <Button onClick={open}>{t("services.add")}</Button>;
  return (
    <>
      <PageTitle title={t("services.title")}>{services.length > 0 && add}</PageTitle>
      {extensions.isError && extensions.data && <Stale />}
      {extensions.isPending ? (
        <Loading lines={2} height={120} />
      ) : !extensions.data ? (
        <Failure error={extensions.error} retry={() => void extensions.refetch()} />
      ) : services.length === 0 ? (
        <Paper withBorder>
          <Empty icon={Users} title={t("services.empty")} hint={t("services.emptyHint")}>
            {add}
          </Empty>
        </Paper>
      ) : (
        <SimpleGrid component="ul" className="plain-list cards" cols={{ base: 1, lg: 2, xl: 3 }} aria-label={t("services.list")}>
          {services.map((service) => (
            <Service key={service.id} service={service} changeable={me.data?.role === "admin"} />
          ))}
        </SimpleGrid>
      )}
      <AllCalls changeable={me.data?.role === "admin"} />
      <ServiceForm service={null} opened={adding} close={close} />
    </>
  );
}

function Service({ service, changeable }: { service: Extension; changeable: boolean }) {
  const { t } = useTranslation();
  const [editing, edit] = useDisclosure(false);
  const [removing, remove] = useDisclosure(false);
  const word = (value: boolean) => (value ? t("services.yes") : t("services.no"));
  return (
    <Paper withBorder p="md" component="li">
      <Group gap="sm" mb="sm" wrap="nowrap">
        <span className="extension">{service.number}</span>
        <div>
          <Text component="h2" fz="md" fw={650}>
            {service.name}
          </Text>
          <Text size="sm" className="quiet">
            {service.kind !== "person" && t(`services.kinds.${service.kind}`)}
          </Text>
        </div>
      </Group>
      {service.kind === "conference" && (
        <Facts
          facts={[
            [t("services.pin"), service.pin === null ? t("services.notAsked") : t("services.asked")],
            [t("services.places"), String(service.places)],
            [t("services.music"), word(service.music)],
            [t("services.announce"), word(service.announce)],
            [t("services.record"), word(service.record)],
          ]}
        />
      )}
      {changeable && (
        <Group mt="md" gap="xs">
          <Button size="xs" variant="default" onClick={edit.open} aria-label={t("services.editOf", { name: service.name })}>
            {t("services.edit")}
          </Button>
          <Button size="xs" variant="default" onClick={remove.open} aria-label={t("services.removeOf", { name: service.name })}>
            {t("services.remove")}
          </Button>
          <ServiceForm service={service} opened={editing} close={edit.close} />
          <Removal service={service} opened={removing} close={remove.close} />
        </Group>
      )}
    </Paper>
  );
}

function Removal({ service, opened, close }: { service: Extension; opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  const remove = useRemoveService();
  const [failed, setFailed] = useState(false);
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t("services.removeOf", { name: service.name })}
      closeButtonProps={{ "aria-label": t("phones.close") }}
    >
      <Stack gap="md">
        <Text>{t("services.removeSure", { number: service.number })}</Text>
        {failed && (
          <Text role="alert" c="red">
            {t("services.notSaved")}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t("trunks.cancel")}
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => {
              remove.mutate(service.id, {
                onError: () => {
                  setFailed(true);
                },
              });
            }}
          >
            {t("services.removeYes")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
