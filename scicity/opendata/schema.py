from drf_spectacular.openapi import AutoSchema

ERROR = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
ERRORS = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
}


class Schema(AutoSchema):
    """Documents the answers that every address of the API can give besides the one asked for."""

    def get_operation(self, *args, **kwargs):
        operation = super().get_operation(*args, **kwargs)
        if operation:
            operation["responses"] |= {
                "304": {"description": "Not modified"},
                "400": answer("Invalid parameter", ERRORS),
                "404": answer("Not found", ERROR),
                "405": answer("Method not allowed", ERROR),
                "429": answer("Too many requests", ERROR),
            }
        return operation

    def get_description(self):
        """The view's `about`, in the language of the document."""
        return str(self.view.about)


def answer(description, schema):
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def parameter(name, description, schema, many=False) -> dict:
    """A query parameter; `many` says that it may come several times."""
    if many:
        schema = {"type": "array", "items": schema}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    } | ({"style": "form", "explode": True} if many else {})
