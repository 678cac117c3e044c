class ListTools:
    """A ModelAdmin whose list has more buttons beside “add”."""

    def list_tools(self, request):
        """(address, label) of each; a mixin adds its own to those of `super()`."""
        yield from ()

    def changelist_view(self, request, extra_context=None):
        tools = [{"url": url, "label": label} for url, label in self.list_tools(request)]
        return super().changelist_view(request, {"list_tools": tools} | (extra_context or {}))
