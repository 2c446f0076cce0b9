"""Telling other systems what happened: signed requests to URLs of the company's choice, none of them lost."""
