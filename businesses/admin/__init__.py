"""The shell of the admin: who signs in, which business a page is about, and how a page is answered.

The pages themselves belong to the rooms that know what they show. Nothing here or there decides anything: rights come
from the Actor, reads from selectors, changes from services.
"""
