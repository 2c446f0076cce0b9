/** What all pages around logging in have in common: a form in the middle, and its heading. */

import { Center, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode, SubmitEvent } from "react";
import { useTranslation } from "react-i18next";

import { Logo } from "../../shell/Logo";
import { Preferences } from "../../shell/Preferences";

interface FrameProps {
  title: string;
  onSubmit: () => void;
  children: ReactNode;
}

export function Frame({ title, onSubmit, children }: FrameProps) {
  const { t } = useTranslation();
  useDocumentTitle(`${title} · Offhook`);
  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    onSubmit();
  }
  return (
    <>
      <Group justify="flex-end" p="md" component="header">
        <Preferences />
      </Group>
      <Center component="main" px="md" pt={{ base: 24, sm: 72 }} pb="md">
        <Paper withBorder p="xl" w="100%" maw={380} radius="lg">
          <form onSubmit={submit} noValidate>
            <Stack gap="md">
              <Group gap={12} wrap="nowrap">
                <Logo size={36} />
                <div>
                  <Title order={1} size="h2" lh={1.1}>
                    {title}
                  </Title>
                  <Text size="sm" className="quiet">
                    {t("app.name")}
                  </Text>
                </div>
              </Group>
              {children}
            </Stack>
          </form>
        </Paper>
      </Center>
    </>
  );
}
