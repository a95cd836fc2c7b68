// What a run leaves for people to look at on its page.
import {
  createLinkArtifact,
  createMarkdownArtifact,
  createProgressArtifact,
  createTableArtifact,
  flow,
  updateProgressArtifact,
} from "millrace";

const weekly = flow("weekly", async () => {
  const progress = await createProgressArtifact({ key: "weekly", progress: 0 });
  await createTableArtifact({
    key: "sales",
    table: [
      { day: "Monday", sold: 3 },
      { day: "Tuesday", sold: 5 },
    ],
  });
  await updateProgressArtifact(progress, 50);
  await createMarkdownArtifact({ key: "summary", markdown: "# Sales\nBetter than last week." });
  await createLinkArtifact({ key: "source", link: "https://example.org/sales", text: "where the figures come from" });
  await updateProgressArtifact(progress, 100);
  return "written";
});

console.log(await weekly());
