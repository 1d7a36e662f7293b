"""The OpenAPI document: FastAPI's own, with every kind of command and its schema."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

import wallctl
from wallctl.api.bodies import Bodies
from wallctl.wire.desk import (
    AnswerOut,
    Emergency,
    Event,
    MeNow,
    Observed,
    Sessions,
    SignedIn,
    SignIn,
    State,
    Watch,
)

REF = "#/components/schemas/{model}"
_STATUS = {
    "200": "done or part",
    "403": "refused: not allowed",
    "404": "refused: not found",
    "409": "refused: the show has moved on, or an undo would trample someone",
    "413": "refused: too large",
    "415": "refused: not JSON",
    "422": "refused: invalid; `message` names the place",
    "502": "failed",
}


def document(app: FastAPI, bodies: Bodies) -> dict[str, Any]:
    doc = get_openapi(title="wallctl", version=wallctl.__version__, routes=app.routes)
    schemas = doc.setdefault("components", {}).setdefault("schemas", {})
    union, defs = bodies.schema(REF)
    told = (AnswerOut, State, Event, Observed, Watch, MeNow, SignIn, Emergency, SignedIn, Sessions)
    models = [(m, "serialization") for m in told]
    _, top = models_json_schema(models, ref_template=REF)  # type: ignore[arg-type]  # a list of pairs is what it takes
    schemas.update(top.get("$defs", {}))
    schemas.update(defs)
    schemas["Command"] = union
    answer = {"application/json": {"schema": {"$ref": REF.format(model="AnswerOut")}}}
    post = doc["paths"]["/api/v1/commands"]["post"]
    post["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": REF.format(model="Command")}}},
    }
    post["responses"] = {
        code: {"description": text, "content": answer} for code, text in _STATUS.items()
    }
    post["parameters"] = [
        {"name": "user", "in": "query", "schema": {"type": "string"}, "description": "who asks"}
    ]
    doc["paths"]["/api/v1/state"]["get"]["responses"]["200"]["content"] = _json("State")
    for path, asked in (("sign-in", "SignIn"), ("emergency", "Emergency")):
        about = doc["paths"][f"/api/v1/{path}"]["post"]
        about["requestBody"] = {"required": True, "content": _json(asked)}
        about["responses"]["200"] = {"description": "signed in", "content": _json("SignedIn")}
    for path, said in (("me", "Me"), ("sessions", "Sessions")):
        doc["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]["content"] = _json(said)
    return doc


def _json(model: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REF.format(model=model)}}}
