// Reads HCL with HashiCorp's own parser and formatter (Go, compiled to WebAssembly).
// node read-hcl.cjs TOOLS FILE...: prints {"file": {"formatted": "...", "parsed": {...}, "references": [...]}}, or
// {"file": {"error": "..."}}. An expression is a string "${...}" in "parsed".
"use strict";

const fs = require("fs");
const path = require("path");
const zlib = require("zlib");

async function load(folder, globalName) {
    const functions = {};
    require(path.join(folder, "wasm", "bridge_wasm_exec.js"));
    const go = new globalThis.Go();
    const bytes = zlib.gunzipSync(fs.readFileSync(path.join(folder, "main.wasm.gz")));
    const { instance } = await WebAssembly.instantiate(bytes, go.importObject);
    globalThis[globalName] = functions;
    void go.run(instance);
    return (name, ...values) => new Promise((resolve, reject) => {
        functions[name](...values, (error, result) => error ? reject(new Error(error)) : resolve(result));
    });
}

// Each "${...}" of a template, with the braces that are inside of it.
function interpolationsOf(template) {
    const found = [];
    for (let start = template.indexOf("${"); start >= 0; start = template.indexOf("${", start)) {
        let end = start + 2;
        for (let depth = 1; depth > 0 && end < template.length; end++) {
            depth += template[end] === "{" ? 1 : template[end] === "}" ? -1 : 0;
        }
        found.push(template.slice(start, end));
        start = end;
    }
    return found;
}

function expressionsOf(value, found) {
    if (typeof value === "string") {
        found.push(...interpolationsOf(value));
    } else if (value !== null && typeof value === "object") {
        Object.entries(value).forEach(([key, part]) => {
            found.push(...interpolationsOf(key));
            expressionsOf(part, found);
        });
    }
    return found;
}

// Names that an expression itself makes: of "for".
function traversalsOf(node, names, found) {
    if (!node) {
        return found;
    }
    const inner = [...names];
    for (const key of ["keyVar", "valVar"]) {
        if (node.meta && node.meta[key]) {
            inner.push(node.meta[key]);
        }
    }
    // "a.b[*].c" is a splat and "a.b[key].c" a relative traversal; both say what they begin with in their text.
    if (["scopeTraversal", "splat", "relativeTraversal"].includes(node.type)) {
        const text = node.meta.value;
        if (/^[a-z]/.test(text) && !inner.includes(text.split(/[.[]/)[0])) {
            found.push(text);
        }
    }
    (node.children || []).forEach(child => traversalsOf(child, inner, found));
    return found;
}

async function main([tools, ...files]) {
    const json = await load(path.join(tools, "hcl2json"), "__parse_terraform_config_wasm__");
    const format = await load(path.join(tools, "hcl-tools"), "__hcl_helpers_config_wasm__");
    const all = {};
    for (const file of files) {
        const text = fs.readFileSync(file, "utf8");
        try {
            const parsed = JSON.parse(await json("parse", file, text));
            const references = [];
            for (const expression of expressionsOf(parsed, [])) {
                const tree = JSON.parse(await json("getExpressionAst", file, `"${expression}"`));
                traversalsOf(tree, [], references);
            }
            all[file] = { formatted: await format("format", text), parsed, references };
        } catch (error) {
            all[file] = { error: error.message };
        }
    }
    fs.writeSync(1, JSON.stringify(all));
    process.exit(0);
}

main(process.argv.slice(2)).catch(error => {
    console.error(error.message);
    process.exit(1);
});
