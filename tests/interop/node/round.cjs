// Microsoft's JavaScript client, unmodified, against the served local Graph: lists, lives of two kinds of things, pages, a batch.
//
// Called by test_node.py with GRAPH (origin) and TOKEN in the environment; prints one line of JSON with what it saw. It decides nothing:
// the test does.
"use strict";

const { BatchRequestContent, BatchResponseContent, Client, GraphError, PageIterator } = require("@microsoft/microsoft-graph-client");

const graph = Client.initWithMiddleware({
    baseUrl: `${process.env.GRAPH}/`,
    defaultVersion: "beta",
    customHosts: new Set(["localhost"]),
    authProvider: { getAccessToken: async () => process.env.TOKEN },
});

function connector(name) {
    const basic = { "@odata.type": "#microsoft.graph.basicAuthentication", username: "u", password: "p" };
    return { displayName: name, targetUrl: "https://localhost/api", authenticationConfiguration: basic };
}

const LOCATION = "#microsoft.graph.ipNamedLocation";

function location(name) {
    const range = { "@odata.type": "#microsoft.graph.iPv4CidrRange", cidrAddress: "192.0.2.0/24" };
    return { "@odata.type": LOCATION, displayName: name, isTrusted: false, ipRanges: [range] };
}

async function life(collection, made, changed) {
    const { id } = await graph.api(collection).post(made);
    const item = `${collection}/${id}`;
    const listed = (await graph.api(collection).get()).value.some((one) => one.id === id);
    await graph.api(item).patch(changed);
    const { displayName } = await graph.api(item).select("id,displayName").get();
    await graph.api(item).delete();
    const gone = await graph.api(item).get().catch((error) => error);
    return { listed, displayName, gone: gone instanceof GraphError ? gone.statusCode : null };
}

async function everyPage(collection) {
    const names = [];
    const first = await graph.api(collection).top(2).filter("startswith(displayName,'Page')").orderby("displayName").get();
    const pages = new PageIterator(graph, first, (one) => names.push(one.displayName) > 0);
    await pages.iterate();
    return { names, onFirst: first.value.length };
}

async function batch(collection, ids) {
    const steps = [...ids.map((id) => `${collection}/${id}`), `${collection}/nowhere`];
    const requests = steps.map((path, n) => ({ id: String(n), request: new Request(process.env.GRAPH + path) }));
    const content = await new BatchRequestContent(requests).getContent();
    const answers = new BatchResponseContent(await graph.api("/$batch").post(content));
    const seen = [];
    for (let n = 0; n < steps.length; n += 1) {
        const one = answers.getResponseById(String(n));
        seen.push([one.status, (await one.json()).displayName ?? null]);
    }
    return seen;
}

async function main() {
    const connectors = "/identity/apiConnectors";
    const ids = [];
    for (const n of [1, 2, 3, 4, 5]) {
        ids.push((await graph.api(connectors).post(connector(`Page ${n}`))).id);
    }
    const seen = {
        life: await life(connectors, connector("JavaScript"), { displayName: "JavaScript 2" }),
        location: await life("/identity/conditionalAccess/namedLocations", location("Oslo"), { "@odata.type": LOCATION, displayName: "Oslo 2" }),
        pages: await everyPage(connectors),
        batch: await batch(connectors, ids),
        count: (await graph.api(connectors).count(true).top(1).get())["@odata.count"],
        v1: (await graph.api("/identity/b2xUserFlows").version("v1.0").get()).value.map((one) => one.id),
    };
    for (const id of ids) {
        await graph.api(`${connectors}/${id}`).delete();
    }
    console.log(JSON.stringify(seen));
}

main().catch((error) => {
    console.error(error);
    process.exitCode = 1;
});
