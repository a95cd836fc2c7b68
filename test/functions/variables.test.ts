import { describe, expect, it } from "vitest";
import { openTestApi } from "./support/api.ts";

describe("variables", () => {
  it("are created, read by id and name, changed, renamed and deleted", async () => {
    const api = openTestApi();
    const made = await api.client.createVariable({ body: { name: "days", value: 3, tags: ["ml"] } });
    expect(await api.client.readVariableByName({ params: { name: "days" } })).toEqual(made);
    expect(await api.client.readVariable({ params: { id: made.id } })).toEqual(made);
    expect((await api.send("POST", "/variables/", { name: "days", value: 4 })).problem.code).toBe("conflict");

    await api.client.updateVariableByName({ params: { name: "days" }, body: { value: { a: null } } });
    expect(await api.client.readVariableByName({ params: { name: "days" } })).toMatchObject({ value: { a: null }, tags: ["ml"] });
    await api.client.updateVariable({ params: { id: made.id }, body: { value: null, tags: [] } });
    expect(await api.client.readVariableByName({ params: { name: "days" } })).toMatchObject({ value: null, tags: [] });

    await api.client.createVariable({ body: { name: "taken", value: 1 } });
    expect((await api.send("PATCH", "/variables/name/days", { name: "taken" })).problem.code).toBe("conflict");
    await api.client.updateVariableByName({ params: { name: "days" }, body: { name: "weeks", value: 9 } });
    expect((await api.send("GET", "/variables/name/days")).status).toBe(404);
    expect(await api.client.readVariableByName({ params: { name: "weeks" } })).toMatchObject({ value: 9, created: made.created });

    expect((await api.send("DELETE", "/variables/name/weeks")).status).toBe(204);
    for (const method of ["GET", "DELETE", "PATCH"])
      expect((await api.send(method, "/variables/name/weeks", method === "PATCH" ? {} : undefined)).status).toBe(404);
  });

  it("are listed, filtered, sorted, paged and counted", async () => {
    const api = openTestApi();
    for (const [name, tags] of Object.entries({ beta: ["ml"], alpha: ["ml", "x"], gamma: [] }))
      await api.client.createVariable({ body: { name, value: name, tags } });
    const names = async (body: object) => (await api.client.filterVariables({ body })).map(({ name }) => name);
    expect(await names({})).toEqual(["alpha", "beta", "gamma"]);
    expect(await names({ sort: "NAME_DESC", limit: 1, offset: 1 })).toEqual(["beta"]);
    expect(await names({ sort: "CREATED_DESC" })).toEqual(["gamma", "alpha", "beta"]);
    expect(await names({ variables: { tags: { all_: ["ml", "x"] } } })).toEqual(["alpha"]);
    expect(await names({ variables: { tags: { is_null_: true } } })).toEqual(["gamma"]);
    expect(await names({ variables: { name: { like_: "AM" } } })).toEqual(["gamma"]);
    expect(await names({ variables: { name: { any_: [] } } })).toEqual([]);
    expect(await api.client.countVariables({ body: { variables: { name: { any_: ["beta"] } } } })).toBe(1);
  });

  it.each([[{ name: "Big", value: 1 }], [{ name: "with space", value: 1 }], [{ name: "x", value: "y".repeat(5001) }], [{ name: "x" }]])(
    "refuse %j",
    async (body) => {
      expect((await openTestApi().send("POST", "/variables/", body)).problem.code).toBe("invalid");
    },
  );
});
