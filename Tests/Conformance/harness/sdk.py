"""The official modular SDK, unmodified, with what came over the wire; and the JSON types that its models declare.

All fields of its models are optional, and a reply of other types is quietly parsed with the types relaxed. So the raw JSON is
judged: every field a model knows must be there and of its JSON type, but for those named in `ABSENT`. Keys it does not know may
be there as well.
"""

import asyncio
import json
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import aiohttp
from binance_common.configuration import ConfigurationRestAPI, ConfigurationWebSocketAPI, ConfigurationWebSocketStreams
from binance_sdk_derivatives_trading_usds_futures.derivatives_trading_usds_futures import DerivativesTradingUsdsFutures
from pydantic import BaseModel

from .accounts import Credentials
from .shapes import BOOLEAN, INTEGER, NUMBER, TEXT, AnyOf, Kind, ListOf, OneOf, Plain, shape

OBJECT = Plain("object", (dict,))
PLAIN = {str: TEXT, int: INTEGER, bool: BOOLEAN, float: NUMBER, frozenset({int, float}): NUMBER}

# Fields that a model knows and that may be missing or null, by the beginning of the model's name ("" is every model).
ABSENT: dict[str, set[str]] = {
    # Later than the document; no client of today needs them (clients without them fall back).
    "": {"st", "nq", "isRPITrade", "rpiCommissionRate", "modifyId", "CMCCirculatingSupply", "rateType"},
    "AccountTradeList": {"pair", "baseQty", "marginAsset"},
    "MarkPriceStream": {"ap"},
    "OrderTradeUpdateO": {"er", "M"},
    "AccountUpdateA": {"S"},
    "AlgoUpdateO": {"ia"},
    # `ps`, the pair of a contract, joined the public events after the document; in user events the same key is the position side.
    "AllBookTickers": {"ps"}, "AllMarket": {"ps"}, "DiffBookDepth": {"ps"}, "RpiDiffBookDepth": {"ps"}, "IndividualSymbol": {"ps"},
    "PartialBookDepth": {"ps"},
    # What depends on the kind of the order or of the event.
    "CancelMultipleOrders": {"activatePrice", "priceRate", "code", "msg"},
    "CancelOrder": {"activatePrice", "priceRate"},
    "CurrentAllOpenOrders": {"activatePrice", "priceRate"},
    "QueryCurrentOpenOrder": {"activatePrice", "priceRate"},
    "QueryOrder": {"activatePrice", "priceRate"},
    "TestOrder": {"activatePrice", "priceRate"},
    "UsersForceOrders": {"pair", "cumBase"},
    "AllOrdersResponse": {"activatePrice", "priceRate", "pair", "cumBase"},
    "PlaceMultipleOrders": {"code", "msg"},
    "ModifyMultipleOrders": {"code", "msg"},
    "NewAlgoOrder": {"activatePrice", "callbackRate", "icebergQuantity"},
    "QueryAlgoOrder": {"actualType", "actualQty", "tpOrderType", "icebergQuantity"},
    "QueryAllAlgoOrders": {"tpTriggerPrice", "tpPrice", "slTriggerPrice", "slPrice", "tpOrderType", "icebergQuantity"},
    "CurrentAllAlgoOpenOrders": {"tpTriggerPrice", "tpPrice", "slTriggerPrice", "slPrice", "tpOrderType", "icebergQuantity"},
    "OrderTradeUpdate": {"N", "n", "AP", "cr", "cp", "er", "M"},
    "AccountConfigUpdate": {"ac", "ai"},
    "MarginCall": {"cw"},
    "PositionAdlQuantileEstimationResponseInnerAdlQuantile": {"HEDGE", "BOTH"},
    "ExchangeInformationResponseSymbolsInnerFiltersInner": {
        "maxPrice", "minPrice", "tickSize", "maxQty", "minQty", "stepSize", "limit", "notional", "multiplierUp", "multiplierDown",
        "multiplierDecimal"},
    # Symbols without trouble have no indicators.
    "FuturesTradingQuantitativeRules": {"BTCUSDT", "ETHUSDT", "ACCOUNT"},
    "TradingScheduleResponseMarketSchedules": {"KR_EQUITY", "HK_EQUITY", "CN_EQUITY", "FX", "EQUITY", "COMMODITY"},
    # The document's own samples show null, or leave them out.
    "GetFuturesOrderHistoryDownloadLink": {"isExpired"}, "GetFuturesTradeDownloadLink": {"isExpired"},
    "GetFuturesTransactionHistoryDownloadLink": {"isExpired"},
    "NotionalAndLeverageBrackets": {"notionalCoef"},
    # The model puts both sides of the book beside the result; on the wire they stand within it.
    "websocket_api.OrderBookResponse": {"bids", "asks"},
}


@dataclass
class Fields(Kind):
    """An object with at least these keys; `absent` ones may be missing or null, and other keys are welcome."""

    required: dict[str, Any]
    absent: dict[str, Any] = field(default_factory=dict)

    def errors(self, value: Any, path: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{path}: object expected, found {str(value)[:80]}"]
        found = [f"{path}.{key}: missing" for key in self.required if key not in value]
        for key, kind in self.required.items():
            if key in value:
                found += shape(kind).errors(value[key], f"{path}.{key}")
        for key, kind in self.absent.items():
            if value.get(key) is not None:
                found += shape(kind).errors(value[key], f"{path}.{key}")
        return found


def kind_of(model: type[BaseModel], needed: frozenset[str] = frozenset(), least: int = 0) -> Kind:
    """What a reply must be that this model stands for; `needed` names fields that are usually absent but not here."""
    if hasattr(model, "is_oneof_model"):
        choices = [
            annotation for name, one in model.model_fields.items() if name.startswith("oneof_schema")
            if (annotation := bare(one.annotation)) is not None
        ]
        return AnyOf(tuple(kind_of(choice, needed, least) for choice in choices))
    names = (model.__name__, f"{model.__module__.split('.')[1]}.{model.__name__}")
    absent = {key for start, keys in ABSENT.items() if any(name.startswith(start) for name in names) for key in keys} - needed
    fields = {
        one.alias or name: annotated(one.annotation, needed) for name, one in model.model_fields.items()
        if name not in ("additional_properties", "actual_instance", "one_of_schemas")
    }
    record = Fields(
        {key: kind for key, kind in fields.items() if key not in absent},
        {key: kind for key, kind in fields.items() if key in absent})
    return ListOf(record, least) if is_array(model) else record


def is_array(model: type[BaseModel]) -> bool:
    return hasattr(model, "is_array") and model.is_array()


def bare(annotation: Any) -> Any:
    """The type inside `Optional` and `Annotated`; of several numbers the set of them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return bare(get_args(annotation)[0])
    if origin in (Union, UnionType):
        kinds = {bare(one) for one in get_args(annotation) if one is not type(None)}
        return kinds.pop() if len(kinds) == 1 else frozenset(kinds)
    return annotation


def annotated(annotation: Any, needed: frozenset[str]) -> Kind:
    inner = bare(annotation)
    if get_origin(inner) in (list, set):
        return ListOf(annotated(get_args(inner)[0], needed))
    if get_origin(inner) is dict or inner is Any:
        return OBJECT
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return kind_of(inner, needed)
    return PLAIN[inner]


def refusal(code: int) -> Kind:
    """An item of a batch that was refused."""
    return Fields({"code": OneOf((code,)), "msg": TEXT})


# REST.

class SdkRest:
    """The SDK's REST client of one account, and the decoded body of its last reply."""

    def __init__(self, http: str, credentials: Credentials | None):
        keys = {"api_key": credentials.key, "api_secret": credentials.secret} if credentials else {}
        self.api = DerivativesTradingUsdsFutures(
            config_rest_api=ConfigurationRestAPI(base_path=http, timeout=20_000, retries=0, **keys)).rest_api
        self.raw: Any = None
        self.api._session.trust_env = False
        self.api._session.hooks["response"].append(self.keep)

    def keep(self, response: Any, *_: Any, **__: Any) -> None:
        self.raw = response.json()

    def close(self) -> None:
        self.api._session.close()


# Sockets.

class Recording(aiohttp.ClientWebSocketResponse):
    """A socket that remembers the text messages which the SDK reads from it."""

    messages: list[Any]

    async def receive(self, timeout: float | None = None) -> aiohttp.WSMessage:
        message = await super().receive(timeout)
        if message.type == aiohttp.WSMsgType.TEXT:
            self.__dict__.setdefault("messages", []).append(json.loads(message.data))
        return message


def recorded(client: Any) -> list[Any]:
    """Everything that the client's sockets received, socket by socket."""
    return [message for connection in client.connections for message in getattr(connection.websocket, "messages", [])]


async def open_socket_api(ws: str, credentials: Credentials) -> Any:
    client = DerivativesTradingUsdsFutures(config_ws_api=ConfigurationWebSocketAPI(
        stream_url=ws + "/ws-fapi/v1", api_key=credentials.key, api_secret=credentials.secret)).websocket_api
    return await opened(client)


async def open_streams(ws: str) -> Any:
    client = DerivativesTradingUsdsFutures(config_ws_streams=ConfigurationWebSocketStreams(stream_url=ws)).websocket_streams
    return await opened(client)


async def opened(client: Any) -> Any:
    client.session = aiohttp.ClientSession(ws_response_class=Recording)
    await client.create_connection()
    if not client.connections:
        await client.session.close()
        raise ConnectionError("the SDK could not connect")
    return client


async def closed(client: Any) -> None:
    await client.close_connection(close_session=True)
    # The SDK leaves its reading tasks to the loop.
    rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
