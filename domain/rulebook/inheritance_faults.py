"""How can a rulebook exceed the limits of the one above it, and how is each excess mended?

A docstring is the message, English first, then Chinese (see domain/errors.py).
"""

from __future__ import annotations

from domain.errors import Malformed


class UpperEditionNotInForce(Malformed):
    """Of no bureau above {bureau} is {given} the edition in force on {day}; there: {known}.

    {given} 不是 {bureau} 上级局在 {day} 施行的规则；上级施行的规则：{known}。
    """


class UpperEditionNotNamed(Malformed):
    """Bureau {bureau} stands below another on {day}: name its edition in `under`; there: {known}.

    {bureau} 在 {day} 隶属于上级局；请在 `under` 中写明上级规则：{known}。
    """


class AboveUpper(Malformed):
    """{given} is above the {upper} that {edition} allows; write at most that.

    {given} 高于上级规则 {edition} 所定的 {upper}；请不超过该值。
    """


class BelowUpper(Malformed):
    """{given} is below the {upper} that {edition} demands; write at least that.

    {given} 低于上级规则 {edition} 所要求的 {upper}；请不低于该值。
    """


class LimitMissing(Malformed):
    """{edition} sets {key} to {upper} here; set one that is no looser.

    上级规则 {edition} 在此设有 {key} {upper}；请写明，且不得放宽。
    """


class DiffersFromUpper(Malformed):
    """{key} is {given} here and {upper} in {edition}; write it as there.

    此处 {key} 为 {given}，上级规则 {edition} 为 {upper}；请与上级一致。
    """


class NotInUpper(Malformed):
    """{edition} has no {key} {name}; choose one that it has: {known}.

    上级规则 {edition} 没有 {key} {name}；请选用上级已有的：{known}。
    """


class RestrictionMissing(Malformed):
    """The restriction {name} of {edition} is missing; take it over, with at least its effect.

    缺少上级规则 {edition} 的限制情形 {name}；请列入，效力不得减轻。
    """
