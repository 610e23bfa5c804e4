"""What the tester is told beyond the document."""

import schemathesis


@schemathesis.hook
def before_load_schema(context, raw_schema):
    # `fields` makes answers sparse on purpose, so that what a schema requires may be missing; a made-up `Min-Content-Version` would
    # have nearly every request refused for that alone. Our own tests cover both.
    for item in raw_schema["paths"].values():
        operation = item.get("get", {})
        operation["parameters"] = [it for it in operation.get("parameters", []) if it.get("name") not in ("fields", "Min-Content-Version")]
