/** The heading of a page; it names the browser's tab and takes the focus when the page changes, so that it is read out. */

import { Group, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useEffect, useRef, type ReactNode } from "react";
import { useLocation } from "react-router";

export function PageTitle({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  useDocumentTitle(title === "Offhook" ? title : `${title} · Offhook`);
  useEffect(() => {
    if (key !== "default") heading.current?.focus({ preventScroll: true }); // "default" is the first page of a visit
  }, [key]);
  return (
    <Group justify="space-between" mb="md" gap="sm" mih={34}>
      <Title order={1} ref={heading} tabIndex={-1} className="page-title">
        {title}
      </Title>
      {children}
    </Group>
  );
}
