"""When each periodic job last ran, so that a missing beat can be seen."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """The latest run of one job of the timetable."""

    name = models.CharField(max_length=80, primary_key=True)
    ran_at = models.DateTimeField()
    settled = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        """The job in words; its own name is written in English."""
        return gettext(self.name)
