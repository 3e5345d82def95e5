// Serves S3 from a folder: fauxqs, with what it lacks of S3 and our stores rely on. A put or the end of a
// multipart upload with If-None-Match: * fails with 412 if the key exists, one with If-Match if its tag differs,
// and an access key that is not ours is refused with 403. Signatures are not checked.
// Usage: node s3-server.mjs PACKAGE_FOLDER DATA_FOLDER PORT ACCESS_KEY
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [packageFolder, dataFolder, port, accessKey] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(packageFolder, "dist", path)));
const { buildApp } = await load("app.js");
const { S3Store } = await load("s3/s3Store.js");
const { FileS3Persistence } = await load("s3/fileS3Persistence.js");
const { S3Error } = await load("common/errors.js");

const store = new S3Store();
const files = new FileS3Persistence(dataFolder);
files.loadS3(store);
store.persistence = files;
const app = buildApp({ logger: false, host: "localhost", stores: { s3Store: store } });

function refuse(reply, error) {
    reply.code(error.statusCode).header("content-type", "application/xml").send(error.toXml());
}

function tagOf(bucket, key) {
    try {
        return store.headObject(bucket, key).etag;
    } catch (error) {
        if (error instanceof S3Error && error.code === "NoSuchKey") {
            return undefined;
        }
        throw error;
    }
}

app.addHook("onRequest", (request, reply, done) => {
    const credential = /Credential=([^/,]+)\//.exec(request.headers.authorization ?? "")?.[1]
        ?? request.query["X-Amz-Credential"]?.split("/")[0];
    if (credential === accessKey) {
        done();
    } else {
        refuse(reply, new S3Error("InvalidAccessKeyId", "The access key is not known.", 403));
    }
});

// Runs after the body has arrived and, as it calls done at once, in one turn with the handler that stores the
// object: no other request comes between the check and the write.
app.addHook("preHandler", (request, reply, done) => {
    const key = request.params?.["*"];
    const writes = request.method === "PUT" ? !("partNumber" in request.query)
        : request.method === "POST" && "uploadId" in request.query;
    const mustMatch = request.headers["if-match"];
    const mustNotExist = request.headers["if-none-match"] === "*";
    if (!writes || !key || (!mustNotExist && !mustMatch)) {
        done();
        return;
    }
    let error;
    try {
        const tag = tagOf(request.params.bucket, key);
        if (mustNotExist ? tag !== undefined : tag !== mustMatch) {
            error = !mustNotExist && tag === undefined
                ? new S3Error("NoSuchKey", "The specified key does not exist.", 404)
                : new S3Error("PreconditionFailed", "A precondition did not hold.", 412);
        }
    } catch (thrown) {
        error = thrown;
    }
    if (error === undefined) {
        done();
    } else if (error instanceof S3Error) {
        refuse(reply, error);
    } else {
        done(error);
    }
});

process.on("SIGTERM", async () => {
    await app.close();
    process.exit(0);
});
await app.listen({ port: Number(port), host: "127.0.0.1" });
