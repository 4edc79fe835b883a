"""A chat history of LangChain; the model needs no network."""

import os
import warnings

from langchain_core.language_models import FakeListChatModel
from threadkeep_client import Threadkeep
from threadkeep_client.langchain import ThreadkeepChatMessageHistory

URL = os.environ.get("THREADKEEP_URL", "http://127.0.0.1:8000")
warnings.simplefilter("ignore")  # LangChain calls the interface deprecated

model = FakeListChatModel(responses=["It is in Lisbon.", "It flies at 9."])
with Threadkeep(URL, os.environ["TOKEN"]) as threadkeep:
    history = ThreadkeepChatMessageHistory("ticket-4712", threadkeep)
    history.clear()
    for question in ("Where is my bag?", "And now?"):
        history.add_user_message(question)
        history.add_messages([model.invoke(history.messages)])
    for message in history.messages:
        print(message.type, message.content)
