"""The composition root: from settings to a runtime with real parts."""

from app.adapters.carriers.registry import make_carriers, profiles_of
from app.adapters.files.registry import make_files
from app.adapters.sms.pictures import picture_source
from app.adapters.sms.registry import make_sender
from app.demo.clock import DemoClock
from app.kernel.clock import Clock, system_clock
from app.kernel.db import Database, make_engine
from app.kernel.settings import Settings
from app.runtime import Runtime
from app.schema import Base
from app.sites.site import Site

EVERY_TABLE = Base.metadata  # a row can only be written where all the tables it points to are known


def build_runtime(settings: Settings, *, clock: Clock | None = None) -> Runtime:
    """Everything a process needs. Opens no connection yet, so it may be built before a fork."""
    engine = make_engine(settings.database_url)
    clock = clock or (DemoClock(settings.data_dir) if settings.demo else system_clock)
    sms = make_sender(settings, Database(engine), clock)
    site = Site(
        settings.shop_name,
        settings.shop_zone,
        settings.default_region,
        settings.currency,
        settings.courier_fee,
        settings.public_url,
        sms.capabilities.two_way,
    )
    carriers = make_carriers(settings)
    database = Database(engine, site=site, carriers=profiles_of(carriers))
    return Runtime(
        settings=settings,
        site=site,
        database=database,
        clock=clock,
        sms=sms,
        files=make_files(settings),
        carriers=carriers,
        fetch_picture=picture_source(settings),
    )
