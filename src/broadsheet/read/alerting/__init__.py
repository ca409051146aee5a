"""Alerts and digests: from stories that changed to messages, and what stands in them (docs/alerts.md).

    stories changed ──matching──▶ STORE: alerts ──messages──▶ STORE: messages, deliveries ──outgoing──▶ sent
    readers' hours ──digests──▶ STORE: messages, deliveries ──┘

The work goes from stories to who follows them, by an index, never from readers to stories. What is sent is
sent by the pipeline (`pipeline.alert_step`), never where a reader waits for a page.
"""
