"""Every setting: what an operator may have written that cannot be used, and how the line about it goes on.

Read by `test_settings.py` in this process and by `tests/serve/test_settings_at_start.py` in real ones.
"""

LONG = "9" * 5000
PIECES = "one\ntwo"

BAD: dict[str, tuple[tuple[str, str], ...]] = {
    "PORT": (
        ("eighty", "must be a whole number such as 8000"),
        ("0", "must be 1 or more"),
        ("65536", "must be 65535 or less"),
        ("80.5", "“80.5” can be 805 or 80.5: write digits alone"),
        (LONG, "must be a whole number"),
    ),
    "BIND": (("everywhere", "must be an address of this machine"), ("127.0.0.1:8000", "such as 127.0.0.1")),
    "DATABASE_URL": (
        ("mendpost.db", "must be an address such as postgresql+psycopg://"),
        ("postgresql+psycopg://me:secret@db:port/shop", "must be an address"),
        ("mysql://me@db/shop", "must begin with sqlite:/// or postgresql+psycopg://"),
        ("postgresql+psycopg2://me@db/shop", "must begin with"),
        ("postgresql+psycopg://me@db", "must end with the name of the database"),
        ("sqlite://shop.db", "needs three strokes"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ),
    "PUBLIC_URL": (
        ("fix.example", "must be an origin such as https://fix.example"),
        ("ftp://fix.example", "must be an origin"),
        ("https://fix.example/shop", "without a path"),
        ("https://fix.example?x=1", "must be an origin"),
        ("https://me:secret@fix.example", "must be an origin"),
        ("https://fix.example:port", "must be an origin"),
        ("https://", "must be an origin"),
        ("https://fix example", "must be an origin"),
        ("https://[::1", "must be an origin"),
    ),
    "SECRET_KEY": (
        ("demo-secret-that-protects-nothing", "must be your own when DEMO is false"),
        ("short", "32 characters or more"),
        ("a" * 64, "must be random"),
        ("key\x01" * 20, "signs that cannot be seen"),
    ),
    "DEMO": (("perhaps", "must be true or false"), ("2", "must be true or false")),
    "DATA_DIR": (("/dev/null", "is a file: name a folder"), ("photos\x01", "must be a folder")),
    "S3_BUCKET": (("s3://photos/shop", "must be the bucket's name alone"),),
    "S3_ENDPOINT_URL": (
        ("objects.example", "must be an address such as https://host.example"),
        ("https://me:secret@objects.example", "must be an address"),
    ),
    "S3_REGION": (("ap northeast 2", "must be the word alone"),),
    "S3_ACCESS_KEY_ID": (("AK IA", "must be the word alone"),),
    "S3_SECRET_ACCESS_KEY": (("two words", "must be the word alone"),),
    "S3_PREFIX": (("../photos", "must be words with / between them"), ("photos/", "must be words")),
    "SHOP_NAME": ((PIECES, "write it in one line"), ("x" * 201, "has 201 characters: write at most 200")),
    "SHOP_PHONE": (("call us", "must be a number people can call"), (PIECES, "write it in one line")),
    "SHOP_ADDRESS": ((PIECES, "write it in one line"),),
    "SHOP_ZONE": (
        ("KST", "“KST” is no time zone of the IANA list: write one such as Asia/Seoul"),
        ("Seoul", "is no time zone"),
        ("../etc/passwd", "is no time zone"),
    ),
    "CURRENCY": (
        ("WON", "“WON” is no currency of ISO 4217"),
        ("₩", "is no currency"),
        ("KRWX", "is no currency"),
        ("XXX", "is no currency"),
        ("XTS", "is no currency"),
        ("XAU", "is no currency"),
        ("DEM", "is no currency"),
    ),
    "COURIER_FEE": (
        ("5.000", "“5.000” can be 5000 or 5: write digits alone"),
        ("5_000", "can be 5000 or 5"),
        ("5e3", "must be a whole number such as 5000"),
        ("50,00", "can be 5000 or 50"),
        ("five", "must be a whole number such as 5000"),
        ("-1", "must be 0 or more"),
        ("10000000000", "must be 1000000000 or less"),
    ),
    "DEFAULT_REGION": (
        ("UK", "“UK” is no country code of ISO 3166: write GB"),
        ("Korea", "is no country code"),
        ("*", "is no country code"),
    ),
    "BANK_ACCOUNT": ((PIECES, "write it in one line"),),
    "SMS_PROVIDER": (("pigeon", "must be one of twilio, solapi, demo, or empty"),),
    "TWILIO_ACCOUNT_SID": (("SK123", "must be the account's SID, which begins with AC"),),
    "TWILIO_AUTH_TOKEN": (("two words", "must be the word alone"),),
    "TWILIO_AUTH_TOKEN_OLD": (("two words", "must be the word alone"),),
    "TWILIO_FROM": (("+1", "must be a sender such as +15005550006"), ("!", "must be a sender")),
    "TWILIO_MESSAGING_SERVICE_SID": (("AC1", "must be the messaging service's SID, which begins with MG"),),
    "TWILIO_API_URL": (("relay", "must be an address such as https://host.example"),),
    "SOLAPI_API_KEY": (("two words", "must be the word alone"),),
    "SOLAPI_API_SECRET": (("two words", "must be the word alone"),),
    "SOLAPI_FROM": (("Mendpost", "must be a Korean number"), ("+12025550100", "must be a Korean number")),
    "SOLAPI_API_URL": (("relay", "must be an address"),),
    "SMS_REGIONS": (("KO", "“KO” is no country code: write KR or US, or * for all others"),),
    "SMS_QUIET_HOURS": (
        ("9pm-8am", "“9pm-8am” are no hours: write two from 0 to 23 as 21-8, or none"),
        ("21-24", "“21-24” are no hours"),
        ("8-8", "“8-8” are no hours"),
    ),
    "SMS_MOST_A_DAY": (("0", "must be 1 or more"), ("many", "must be a whole number such as 40")),
    "SMS_PRICES": (
        ("KR", "“KR” is no price: write it as KR=20, in minor units a segment"),
        ("KR=-1", "“KR=-1” is no price"),
        ("KR=1.5", "“KR=1.5” is no price"),
        ("KO=20", "“KO” is no country code"),
        ("KR=20,kr=30", "KR has two prices: leave one"),
    ),
    "SMS_DAILY_CAP": (
        ("-1", "must be 0 or more"),
        ("5.000", "can be 5000 or 5"),
        ("5000", "needs SMS_PRICES, such as KR=20,*=150"),
    ),
    "DOCK_SECOND_PERSON": (("emtpy", "“emtpy” is no discrepancy: write some of battery, damaged"),),
    "TRUSTED_PROXIES": (
        ("-1", "must be 0 or more"),
        ("11", "must be 10 or less"),
        ("yes", "must be a whole"),
    ),
    "SESSION_IDLE_HOURS": (("0", "must be 1 or more"), ("500", "must be less than SESSION_DAYS")),
    "SESSION_DAYS": (("0", "must be 1 or more"), ("91", "must be 90 or less")),
}

ELSEWHERE = {
    "S3_BUCKET": "photos",
    "S3_ENDPOINT_URL": "https://objects.example/",
    "S3_ACCESS_KEY_ID": "AK",
    "S3_SECRET_ACCESS_KEY": "s",
}
TWILIO = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+15005550006"}
SOLAPI = {"SOLAPI_API_KEY": "K", "SOLAPI_API_SECRET": "s", "SOLAPI_FROM": "02-000-0000"}

TOGETHER: tuple[tuple[dict[str, str], str], ...] = (
    ({"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together: set both or none"),
    ({"TWILIO_AUTH_TOKEN": "t"}, "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together"),
    (TWILIO | {"TWILIO_FROM": ""}, "TWILIO_ACCOUNT_SID needs TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID"),
    ({"SMS_PROVIDER": "twilio"}, "SMS_PROVIDER=twilio needs the credentials of twilio"),
    (SOLAPI, "SOLAPI_API_KEY is set: say SMS_PROVIDER=solapi to send by it, or demo not to"),
    (SOLAPI | {"SMS_PROVIDER": "solapi", "SOLAPI_FROM": ""}, "SOLAPI_API_KEY needs SOLAPI_FROM"),
    (ELSEWHERE | {"S3_BUCKET": ""}, "S3_BUCKET must name a bucket"),
    (ELSEWHERE | {"S3_SECRET_ACCESS_KEY": ""}, "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together"),
    (ELSEWHERE | {"S3_ACCESS_KEY_ID": ""}, "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together"),
    (ELSEWHERE | {"S3_ENDPOINT_URL": ""}, "S3_BUCKET needs S3_REGION, such as ap-northeast-2"),
    (
        ELSEWHERE | {"S3_ACCESS_KEY_ID": "", "S3_SECRET_ACCESS_KEY": ""},
        "S3_ENDPOINT_URL needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY",
    ),
)

REAL_SIGNS: tuple[dict[str, str], ...] = (
    {"PUBLIC_URL": "https://fix.example"},
    {"PUBLIC_URL": "https://localhost"},
    {"PUBLIC_URL": "http://fix.example"},
    {"PUBLIC_URL": "http://8.8.8.8"},
    {"SECRET_KEY": "an-own-secret-of-thirty-two-bytes-or-more"},
    TWILIO,
    SOLAPI | {"SMS_PROVIDER": "solapi"},
    ELSEWHERE,
    {"TRUSTED_PROXIES": "1"},
)
"""What stands in the environment of a shop that is one, each by itself."""

GOOD: tuple[tuple[str, str, object], ...] = (
    ("PORT", " 9001 ", 9001),
    ("CURRENCY", "krw", "KRW"),
    ("CURRENCY", " usd ", "USD"),
    ("DEFAULT_REGION", "gb", "GB"),
    ("SHOP_ZONE", " Asia/Tokyo ", "Asia/Tokyo"),
    ("SHOP_NAME", "수리점 봄날", "수리점 봄날"),
    ("PUBLIC_URL", "https://Fix.Example/", "https://fix.example"),
    ("PUBLIC_URL", "http://192.168.0.5:8000", "http://192.168.0.5:8000"),
    ("DATABASE_URL", "postgresql+psycopg://me@db/shop", "postgresql+psycopg://me@db/shop"),
    ("DATABASE_URL", "postgresql://me:p%40ss@db/shop", "postgresql+psycopg://me:p%40ss@db/shop"),
    (
        "DATABASE_URL",
        "postgres://me@db/shop?sslmode=require",
        "postgresql+psycopg://me@db/shop?sslmode=require",
    ),
    ("DATABASE_URL", "sqlite:////var/lib/x.db", "sqlite:////var/lib/x.db"),
    ("TWILIO_FROM", "+1 (500) 555-0006", "+15005550006"),
    ("SOLAPI_FROM", "010 1234 5678", "01012345678"),
    ("BIND", "localhost", "127.0.0.1"),
    ("BIND", "[::1]", "::1"),
    ("COURIER_FEE", "0", 0),
    ("COURIER_FEE", "5,000", 5000),
    ("COURIER_FEE", "５천", 5000),
    ("TRUSTED_PROXIES", "2", 2),
)
