"""In which ways does the ledger say no to who asks, or to a grant?"""

from domain.errors import Forbidden, NotFound, Refused, Unavailable, Unidentified

__all__ = [
    "GrantAlreadyRevoked",
    "GrantEndsBeforeItStarts",
    "GrantInThePast",
    "GrantNotFound",
    "NotAuthenticated",
    "NotPermitted",
    "OwnerNotGranted",
    "ReadNotKept",
    "RequestNotMarked",
    "RoleForOneself",
    "ScopeDoesNotFit",
    "TokenNotFound",
    "TokenNotGood",
    "UnknownRole",
]


class NotAuthenticated(Unidentified):
    """It is not known who asks. Send `Authorization: Bearer` and a token that is still good; the
    owner of the home issues one: `merit token issue --name NAME --role ROLE`.

    无法确认请求者身份。请以 `Authorization: Bearer` 发送有效令牌；
    令牌由安装所有者签发：`merit token issue --name NAME --role ROLE`。
    """


class RequestNotMarked(Forbidden):
    """A write by a browser's session needs the header `Merit-Request: 1`, which no other site can
    make the browser send.

    以浏览器会话写入时须带请求头 `Merit-Request: 1`，其他网站无法让浏览器发送该请求头。
    """


class TokenNotFound(NotFound):
    """No token of the name {name} is good; `merit token list` shows them.

    没有名为 {name} 的有效令牌；请用 `merit token list` 查看。
    """


class TokenNotGood(Unidentified):
    """The token in {file} is not good: it was never issued, was revoked, or has expired. The owner
    of the home issues another: `merit token issue --name NAME --role ROLE`.

    {file} 中的令牌无效：从未签发、已吊销或已过期；请由安装所有者另行签发：
    `merit token issue --name NAME --role ROLE`。
    """


class NotPermitted(Forbidden):
    """You do not hold the permission to “{permission}” for {scope}; roles that have it: {roles}. An
    administrator of the bureau grants them, or the owner of the home: `merit role grant`.

    您在{scope}范围内没有“{permission}”权限；具有该权限的角色：{roles}。请由该局管理员授予，
    或由安装所有者执行 `merit role grant`。
    """


class RoleForOneself(Forbidden):
    """Nobody grants himself a role ({grantee}); another administrator must.

    任何人不得为自己（{grantee}）授予角色；请由另一名管理员授予。
    """


class OwnerNotGranted(Refused):
    """The owner is whoever holds the home: that is granted to nobody, and nothing else is granted
    to {grantee} as one. Name another role, and a `token:` or `oidc:` principal.

    所有者即安装目录的持有人，不能授予，也不能以此身份向 {grantee} 授予；
    请指定其他角色和 `token:` 或 `oidc:` 主体。
    """


class UnknownRole(Refused):
    """There is no role `{role}`; there are: {roles}.

    没有 `{role}` 这个角色；可选：{roles}。
    """


class ScopeDoesNotFit(Refused):
    """The role {role} cannot be held over `{scope}`; it can over: {scopes}.

    角色“{role}”不能授予 `{scope}` 范围；可选范围：{scopes}。
    """


class GrantInThePast(Refused):
    """A grant cannot start on {start}: what nobody could do then stays undone. Start it on {today}
    or later.

    授权不能自 {start} 起：当时无人有此权限。请自 {today} 或之后起算。
    """


class GrantEndsBeforeItStarts(Refused):
    """A grant from {start} cannot end on {until}; give a later day.

    自 {start} 起的授权不能止于 {until}；请给出更晚的日期。
    """


class GrantNotFound(NotFound):
    """{grantee} has no grant {number} in {bureau}; `merit role list` shows them.

    {grantee} 在 {bureau} 没有第 {number} 号授权；请用 `merit role list` 查看。
    """


class GrantAlreadyRevoked(Refused):
    """Grant {number} of {grantee} was revoked on {day} already; nothing is left to do.

    {grantee} 的第 {number} 号授权已于 {day} 收回，无需再办。
    """


class ReadNotKept(Unavailable):
    """That you read this could not be kept, so it is not told. Try again in a moment; if it goes
    on, whoever runs the database must look why nothing can be written.

    无法留存本次查阅记录，因此不予告知；请稍后再试。如持续出现，请数据库管理员检查为何无法写入。
    """
