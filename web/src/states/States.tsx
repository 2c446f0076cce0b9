/** What a page shows instead of its content: nothing there yet, not there, not now. */

import { Alert, Button, Skeleton, Stack, Text, ThemeIcon, Title, VisuallyHidden } from "@mantine/core";
import { CloudOff, RotateCw, TriangleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { isAway, statusOf } from "../api/problem";

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  hint: string;
  children?: ReactNode;
}

/** Nothing there yet, and what to do about it. */
export function Empty({ icon: Icon, title, hint, children }: EmptyProps) {
  return (
    <Stack align="center" gap="sm" py={56} px="md" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light" aria-hidden="true">
        <Icon size={28} />
      </ThemeIcon>
      <Title order={2} size="h3">
        {title}
      </Title>
      <Text c="var(--quiet)" maw={440}>
        {hint}
      </Text>
      {children}
    </Stack>
  );
}

/** Lines in the place of those that are being fetched, shown to screen readers as one word. */
export function Loading({ lines = 6, height = 44 }: { lines?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      <VisuallyHidden>{t("app.loading")}</VisuallyHidden>
      <Stack gap="xs" aria-hidden="true">
        {Array.from({ length: lines }, (_, line) => (
          <Skeleton key={line} height={height} />
        ))}
      </Stack>
    </div>
  );
}

/** What went wrong, in words, with a way to try again. */
export function Failure({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  const status = statusOf(error);
  const away = isAway(error);
  const words = away
    ? t("error.offline")
    : status === 403
      ? t("error.forbidden")
      : status === 404
        ? t("error.missing")
        : t("error.server");
  return (
    <Alert
      role="alert"
      variant="light"
      color={away ? "yellow" : "red"}
      icon={away ? <CloudOff aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
      title={t("error.title")}
    >
      <Text size="sm">{words}</Text>
      {status !== 403 && status !== 404 && (
        <Button mt="sm" size="xs" variant="default" leftSection={<RotateCw size={14} aria-hidden="true" />} onClick={retry}>
          {t("app.retry")}
        </Button>
      )}
    </Alert>
  );
}

/** Above content that is still there while news of it do not come. */
export function Stale() {
  const { t } = useTranslation();
  return (
    <Alert role="status" variant="light" color="yellow" py="xs" mb="sm" icon={<CloudOff size={18} aria-hidden="true" />}>
      {t("error.stale")}
    </Alert>
  );
}
