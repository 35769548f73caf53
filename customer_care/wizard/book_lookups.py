"""What names in a book mean: countries, industries, users, grades, choices."""

from functools import cached_property

from babel import Locale


class Lookups:
    """Records by what people call them, in every installed language; read once per step of an
    import, with the rights of the one who imports."""

    def __init__(self, env, company):
        self.env = env
        self.company = company
        self.langs = {"en_US", *(code for code, _name in env["res.lang"].get_installed())}
        self.choices = {}

    def forget(self, name):
        """Read something anew when it is asked for next."""
        self.__dict__.pop(name, None)

    def _named(self, records, *names):
        """Ids by text, lower case; several where the text does not tell."""
        found = {}
        for lang in self.langs:
            for record in records.with_context(lang=lang):
                for name in names:
                    if text := record[name]:
                        found.setdefault(text.casefold().strip(), set()).add(record.id)
        return found

    @cached_property
    def countries(self):
        countries = self.env["res.country"].search([])
        found = self._named(countries, "name", "code")
        for lang in ("en", "zh"):
            territories = Locale(lang).territories
            for country in countries:
                if name := territories.get(country.code):
                    found.setdefault(name.casefold(), {country.id})
        return found

    @cached_property
    def states(self):
        return self._named(self.env["res.country.state"].search([]), "name", "code")

    @cached_property
    def industries(self):
        return self._named(self.env["res.partner.industry"].search([]), "name", "full_name")

    @cached_property
    def users(self):
        """Those who may be account manager: internal users of the company."""
        users = self.env["res.users"].search(
            [("share", "=", False), ("company_ids", "in", self.company.ids)]
        )
        by_login = self._named(users, "login")
        # a login is nobody else's name
        return {**self._named(users, "email", "name"), **by_login}

    @cached_property
    def grade_records(self):
        return self.env["care.grade"]._set_of(self.company.root_id)

    @cached_property
    def grades(self):
        return self._named(self.grade_records, "code", "name")

    @cached_property
    def tags(self):
        return self._named(self.env["res.partner.category"].search([]), "name")

    def choice(self, model, name):
        """Keys of a selection by key and by label."""
        if name not in self.choices:
            field = self.env[model]._fields[name]
            found = {}
            for lang in self.langs:
                env = self.env(context={**self.env.context, "lang": lang})
                for key, label in field._description_selection(env):
                    found[label.casefold()] = found[key] = key
            self.choices[name] = found
        return self.choices[name]
