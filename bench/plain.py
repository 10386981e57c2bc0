"""The same job in the plain way of the same libraries: for each message a schema, an object, a commit.

python -m bench.plain DATABASE_URL HOST PORT
"""

import sys
from typing import Any

import paho.mqtt.client as mqtt
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from marshmallow import Schema, fields

db = SQLAlchemy()


class Peer(db.Model):  # type: ignore[name-defined,misc]  # Flask-SQLAlchemy's own way
    """One value of one topic."""

    __tablename__ = "peer"
    topic = db.Column(db.Text, primary_key=True)
    quantity = db.Column(db.Text, primary_key=True)
    at_ms = db.Column(db.BigInteger, primary_key=True)
    value = db.Column(db.Float)


class Telemetry(Schema):
    """What a device sends."""

    at = fields.Integer(required=True)
    values = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)


def main(url: str, host: str, port: str) -> None:
    """Take what comes until somebody ends the process."""
    app = Flask("plain")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    schema = Telemetry()

    def keep(_client: Any, _nothing: Any, message: mqtt.MQTTMessage) -> None:
        with app.app_context():
            told = schema.loads(message.payload)
            for quantity, value in told["values"].items():
                # merge: a message that comes twice is one row.
                db.session.merge(Peer(topic=message.topic, quantity=quantity, at_ms=told["at"], value=value))
            db.session.commit()

    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="peer", clean_session=False)
    client.on_message = keep
    client.on_connect = lambda asked, *_: asked.subscribe("site/#", qos=1)
    client.connect(host, int(port))
    client.loop_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
