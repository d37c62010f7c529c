"""What every table of a workspace has: its workspace, and one way to ask for its rows."""

from typing import Self

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.workspace import Workspace


class OfWorkspace(Model):
    """A row that belongs to one workspace. Ask through `of`, so that no query reaches into another team."""

    id = fields.IntField(primary_key=True)
    workspace: fields.ForeignKeyRelation[Workspace] = fields.ForeignKeyField(
        "models.Workspace", related_name=False, on_delete=fields.CASCADE
    )
    workspace_id: int

    class Meta:
        abstract = True

    @classmethod
    def of(cls, workspace: "Workspace | int") -> QuerySet[Self]:
        """The rows of one workspace."""
        return cls.filter(workspace_id=workspace if isinstance(workspace, int) else workspace.id)
