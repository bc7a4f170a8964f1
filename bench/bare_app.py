"""A bare ASGI application on uvicorn: what the local Graph's first answer, memory and reads are measured against."""

import sys

import uvicorn

BODY = (
    b'{"id":"45715bb8","displayName":"Test API","targetUrl":"https://localhost/api","authenticationConfiguration":null}'
)


async def app(scope, receive, send):
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": BODY})


if __name__ == "__main__":
    port, chain, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    uvicorn.run(
        app,
        port=port,
        ssl_certfile=chain,
        ssl_keyfile=key,
        log_level="error",
        access_log=False,
        lifespan="off",
        http="h11",
        loop="asyncio",
    )
